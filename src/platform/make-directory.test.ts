import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeDirectory } from "./make-directory.ts";

function folderOf(t: { after(end: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-directory-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("what is missing is made for this user alone, and what is there is left as it is", (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, "open"), { mode: 0o755 });
  makeDirectory(join(folder, "open/a/b"));
  makeDirectory(join(folder, "open/a/b"));
  const modes = ["open", "open/a", "open/a/b"].map((path) => statSync(join(folder, path)).mode & 0o777);
  assert.deepEqual(modes, [0o755, 0o700, 0o700]);
});

test("a file in the way is said", (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, "file"), "");
  assert.throws(() => makeDirectory(join(folder, "file")), { code: "EEXIST" });
  assert.throws(() => makeDirectory(join(folder, "file/a")), { code: "EEXIST" });
});

test("a directory in which nothing can be made, as a removed one or one of the kernel's, is an error and not an endless loop", (t) => {
  const folder = folderOf(t);
  const removed = join(folder, "removed");
  mkdirSync(removed);
  const before = process.cwd();
  process.chdir(removed);
  t.after(() => process.chdir(before));
  rmdirSync(removed);
  for (const path of ["/proc/ullage", "/proc/ullage/incidents", "/proc/self/cwd/incidents"]) {
    assert.throws(() => makeDirectory(path), { code: "ENOENT" }, path);
  }
});
