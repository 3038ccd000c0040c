import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Run, root } from "./run-ullage.ts";

const program = join(root, "bin/ullage.js");

/** As runUllage, while servers of the test itself go on answering. */
export function runBeside(args: readonly string[], { cwd = root, ...environment }: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd, env: { PATH: process.env["PATH"] ?? "", ...environment }, timeout: 90_000, maxBuffer: 1 << 28 },
      (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : typeof error.code === "number" ? error.code : null, stdout, stderr }),
    );
  });
}

export interface RunningAgent {
  /** `HOST:PORT` of its API. */
  readonly api: string;
  readonly socket: string;
}

/** A real agent of this machine, on free ports of loopback and a socket, once it has a verdict. */
export async function startAgent(t: Pick<TestContext, "after">, node: string): Promise<RunningAgent> {
  const folder = folderFor(t);
  const socket = join(folder, "run", "agent.sock");
  const child = spawn(
    process.execPath,
    [program, "agent", "--node", node, "--metrics-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--socket", socket],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill();
    await exited;
  });
  let told = "";
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += String(chunk);
  });
  for await (const chunk of child.stdout) {
    told += String(chunk);
    if (told.includes("verdict")) break;
  }
  const api = /^page +http:\/\/(\S+)\/$/m.exec(told)?.[1];
  if (api === undefined) throw new Error(`the agent did not begin: ${told}${complaints}`);
  return { api, socket };
}

/** A server that may be taken for an agent; returns `HOST:PORT`. */
export async function serveLikeAgent(
  t: Pick<TestContext, "after">,
  listener: RequestListener,
  certificate?: { readonly cert: string; readonly key: string },
): Promise<string> {
  const server = certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port of loopback that nobody listens on. */
export async function deadPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return `127.0.0.1:${port}`;
}

export function folderFor(t: Pick<TestContext, "after">): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-fleet-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
