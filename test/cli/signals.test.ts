import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { root } from "./run-ullage.ts";

const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

/** Each is at work for longer than the test: within a window, or reading a pipe that nobody writes to. */
const commands = [
  ["runbook", "run", "D3"],
  ["collect", "--window", "600", "-o", "-"],
] as const;

/** A folder for temporary files, and the first change in it. */
function temporaryFolders(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "ullage-signals-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const watcher = watch(folder);
  t.after(() => watcher.close());
  return { folder, changed: once(watcher, "change") };
}

suite("a command that is told to end", { concurrency: 2 }, () => {
  for (const args of commands) {
    for (const [name, status] of signals) {
      test(`${args.slice(0, 2).join(" ")} ends by ${name} with ${status}, and leaves no temporary folder`, async (t) => {
        const { folder, changed } = temporaryFolders(t);
        const child = spawn(process.execPath, [join(root, "bin/ullage.js"), ...args], {
          cwd: root,
          env: { ...process.env, TMPDIR: folder },
          stdio: ["ignore", "pipe", "pipe"],
        });
        let output = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk) => {
            output += String(chunk);
          });
        const closed = once(child, "close");
        await Promise.race([changed, closed]);
        assert.equal(readdirSync(folder).length, 1, output);
        child.kill(name);
        assert.deepEqual([await closed, output, readdirSync(folder)], [[status, null], "", []]);
      });
    }
  }
});
