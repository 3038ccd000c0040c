import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";

export interface StartedAgent {
  readonly process: ChildProcess;
  /** Where its metrics are. */
  readonly metrics: string;
}

/** Starts a command line that ends in `ullage agent`, and waits for its first line. */
export async function startAgent(t: TestContext, command: readonly string[]): Promise<StartedAgent> {
  const [program = "", ...parameters] = command;
  const agent = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => agent.kill("SIGKILL"));
  const errors: string[] = [];
  agent.stderr.on("data", (chunk) => errors.push(String(chunk)));
  for await (const line of createInterface({ input: agent.stdout })) {
    const [, address] = /^metrics +(?:http:\/\/)?(\S+)\/metrics$/.exec(line) ?? [];
    if (address !== undefined) return { process: agent, metrics: `http://${address}` };
  }
  throw new Error(`the agent ended: ${errors.join("")}`);
}

export async function exitOf({ process: agent }: StartedAgent): Promise<readonly unknown[]> {
  return agent.exitCode === null ? once(agent, "exit") : [agent.exitCode, agent.signalCode];
}

/** Asks the API over the unix socket. */
export async function askSocket(socketPath: string, path: string): Promise<unknown> {
  const asked = request({ socketPath, path, headers: { host: "localhost" } }).end();
  const [response] = await once(asked, "response");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return JSON.parse(text);
}

/** The innermost of processes that each started one: `unshare` waits for the one that is first inside. */
export function innermostProcess({ process: { pid } }: StartedAgent): number {
  const children = (of: number) => readFileSync(`/proc/${of}/task/${of}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  let innermost = pid ?? 0;
  for (let [child] = children(innermost); child !== undefined; [child] = children(innermost)) innermost = child;
  return innermost;
}
