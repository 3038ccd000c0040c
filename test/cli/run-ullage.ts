import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { newerThanPacked } from "./packed-program.ts";

export const root = join(import.meta.dirname, "../..");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const [newer] = newerThanPacked(root);
if (newer !== undefined)
  throw new Error(`dist/packed is older than ${newer}: the program that would be tested is not the one written. Run npm run build`);

/** The built program as a user starts it, with neither a terminal nor colours. */
export function runUllage(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "bin/ullage.js"), ...args], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
