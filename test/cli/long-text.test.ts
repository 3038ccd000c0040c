import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { worthAThread } from "../../src/sources/counting-worker-ahead.ts";
import { savedText } from "../../src/sources/saved-text.case.ts";
import { root, runUllage } from "./run-ullage.ts";

const skip = existsSync(join(root, "dist/packed/table-counting-worker.js")) ? false : "not built";

test("a text that is counted in a second thread gives what standard input and gzip give in one", { skip, timeout: 60_000 }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-long-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const text = savedText(160_000);
  const path = join(folder, "table.txt");
  writeFileSync(path, text);
  writeFileSync(`${path}.gz`, gzipSync(text));
  assert.ok(statSync(path).size > worthAThread, "not long enough for a thread");

  const named = runUllage(["analyze", "--output", "json", path]);
  const compressed = runUllage(["analyze", "--output", "json", `${path}.gz`]);
  const piped = spawnSync(process.execPath, [join(root, "bin/ullage.js"), "analyze", "--output", "json", "-"], {
    input: text,
    encoding: "utf8",
  });

  assert.deepEqual([named.status, compressed.status, piped.status], [0, 0, 0]);
  assert.deepEqual([named.stderr, compressed.stderr, piped.stderr], ["", "", ""]);
  assert.deepEqual(tableOf(compressed.stdout), tableOf(named.stdout));
  assert.deepEqual(tableOf(piped.stdout), tableOf(named.stdout));
});

test("a thread that was started for nothing holds nobody up", { skip, timeout: 60_000 }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-long-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "table.txt");
  writeFileSync(path, "x".repeat(worthAThread));
  const { status, stderr } = runUllage(["analyze", path, "--no-such-option"]);
  assert.equal(status, 64);
  assert.match(stderr, /no-such-option/);
});

function tableOf(stdout: string): unknown {
  const { source: _, takenAt: __, ...table } = JSON.parse(stdout) as Record<string, unknown>;
  return table;
}
