import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BundleNotWritten, openBundleFile } from "./bundle-file.ts";

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-file-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a file appears under its name at the end, whole and for its owner alone", (t) => {
  const folder = folderOf(t);
  const target = join(folder, "b.tar.gz");
  const file = openBundleFile(target, { force: false });
  writeSync(file.descriptor, "whole");
  assert.ok(!readdirSync(folder).includes("b.tar.gz"));
  assert.equal(statSync(file.temporaryPath).mode & 0o777, 0o600);
  file.commit();
  assert.deepEqual(readdirSync(folder), ["b.tar.gz"]);
  assert.equal(readFileSync(target, "utf8"), "whole");
  assert.equal(statSync(target).mode & 0o777, 0o600);
});

test("what is given up leaves nothing, however often it is given up", (t) => {
  const folder = folderOf(t);
  const file = openBundleFile(join(folder, "b.tar.gz"), { force: false });
  writeSync(file.descriptor, "half");
  file.discard();
  file.discard();
  assert.deepEqual(readdirSync(folder), []);
});

test("a file that exists is refused before and after the work, unless it may be replaced", (t) => {
  const folder = folderOf(t);
  const target = join(folder, "b.tar.gz");
  const begun = openBundleFile(target, { force: false });
  writeFileSync(target, "somebody else's");
  assert.throws(() => openBundleFile(target, { force: false }), BundleNotWritten);
  assert.throws(() => begun.commit(), BundleNotWritten);
  assert.equal(readFileSync(target, "utf8"), "somebody else's");
  const forced = openBundleFile(target, { force: true });
  writeSync(forced.descriptor, "ours");
  forced.commit();
  assert.equal(readFileSync(target, "utf8"), "ours");
  assert.deepEqual(readdirSync(folder), ["b.tar.gz"]);
});

test("a folder that is not there is said in words", (t) => {
  const target = join(folderOf(t), "gone/b.tar.gz");
  assert.throws(() => openBundleFile(target, { force: false }), {
    name: "BundleNotWritten",
    message: `${target}: the folder does not exist`,
  });
});
