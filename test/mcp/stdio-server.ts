import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { newerThanPacked } from "../cli/packed-program.ts";
import { until } from "../until.ts";
import { type Ending, mainPath, root } from "./running-server.ts";

export const revisions = ["2025-11-25", "2026-07-28"] as const;

export type Revision = (typeof revisions)[number];

export function newClient(revision: Revision = "2026-07-28"): Client {
  return new Client({ name: "test", version: "1" }, revision === "2025-11-25" ? {} : { versionNegotiation: { mode: { pin: revision } } });
}

/** The program as it is shipped, which begins in half the time. */
export function packedProgram(): string {
  const [newer] = newerThanPacked(root);
  if (newer !== undefined) throw new Error(`dist/packed is older than ${newer}: run npm run build`);
  return join(root, "bin/ullage.js");
}

export interface StdioServerOptions {
  /** Instead of the one that is run from its sources, which holds every answer against its schema. */
  readonly program?: string;
  readonly revision?: Revision;
  /** What is run, with the server's own command behind it. */
  readonly wrapper?: readonly [string, ...string[]];
}

export interface StdioServer {
  readonly client: Client;
  readonly pid: number;
  /** What it has said of itself. */
  readonly log: () => string;
}

/** `ullage mcp` as a client of the official SDK starts it; ended with the test. */
export async function startStdio(
  t: Ending,
  args: readonly string[],
  { program = mainPath, revision, wrapper = [process.execPath] as const }: StdioServerOptions = {},
): Promise<StdioServer> {
  const [command, ...before] = wrapper;
  const own = wrapper.length === 1 ? [] : [process.execPath];
  const transport = new StdioClientTransport({ command, args: [...before, ...own, program, "mcp", ...args], stderr: "pipe" });
  let log = "";
  transport.stderr?.on("data", (chunk) => {
    log += String(chunk);
  });
  const client = newClient(revision);
  t.after(() => client.close());
  await client.connect(transport);
  const { pid } = transport;
  if (pid === null) throw new Error(`ullage mcp did not begin: ${log}`);
  return { client, pid, log: () => log };
}

/** A server that has met a bug says so, or is gone. */
export function assertUnharmed(log: string): void {
  assert.doesNotMatch(log, /by a bug|unhandled|uncaught|^\s+at .*:\d+:\d+\)?$/im);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function openHandles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export function threadsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).length;
}

export function residentBytes(pid: number): number {
  const [, pages = "0"] = readFileSync(`/proc/${pid}/statm`, "latin1").split(" ");
  return Number(pages) * 4096;
}

export async function untilGone(pid: number): Promise<void> {
  await until("the end of the server", () => !isRunning(pid));
}
