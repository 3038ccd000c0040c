import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until.ts";

export const root = join(import.meta.dirname, "../..");
export const mainPath = join(root, "src/cli/main.ts");

/** A test, or a file of tests. */
export interface Ending {
  after(end: () => unknown): void;
}

export function temporaryFolder(t: Ending): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunningServer {
  readonly url: string;
  readonly child: ChildProcess;
  readonly log: () => string;
  stop(): Promise<number | null>;
}

/** `ullage mcp --listen`, on a port of its own, with its state in a folder that goes with the test. */
export async function startMcp(t: Ending, args: readonly string[]): Promise<RunningServer> {
  const child = spawn(process.execPath, [mainPath, "mcp", "--listen", "127.0.0.1:0", "--state", temporaryFolder(t), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += String(chunk);
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    return child.exitCode;
  };
  t.after(stop);
  await until("its address", () => /https?:\/\/\S+/.test(log) || child.exitCode !== null);
  const [url] = /https?:\/\/\S+/.exec(log) ?? [];
  if (url === undefined) throw new Error(`ullage mcp did not begin: ${log}`);
  return { url, child, log: () => log, stop };
}

/** The program of a package that is installed apart, by the folder that the environment names. */
export function installedProgram(variable: string, path: string): { readonly path: string } | { readonly skip: string } {
  const folder = process.env[variable];
  if (folder === undefined || folder === "") return { skip: `needs $${variable}, the folder that it is installed in (see .ci/run)` };
  const whole = join(folder, "node_modules", path);
  return existsSync(whole) ? { path: whole } : { skip: `$${variable} has no ${path}` };
}
