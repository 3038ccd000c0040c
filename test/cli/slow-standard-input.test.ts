import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "../..");
const list = readFileSync(join(root, "fixtures/conntrack-text/list.txt"));

test("a writer slower than the program loses nothing on standard input", async () => {
  const child = spawn(process.execPath, [join(root, "bin/ullage.js"), "analyze", "-", "--by", "family"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let stdout = "";
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stdin.write(list.subarray(0, 700));
  await sleep(500);
  child.stdin.end(list.subarray(700));
  assert.equal(await ended, 0);
  assert.match(stdout, /^42 entries/);
});
