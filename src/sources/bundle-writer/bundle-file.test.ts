import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
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

test("processes that write one name at one moment each get a file, told apart by a number", async (t) => {
  const folder = folderOf(t);
  const program = `import { writeSync } from "node:fs";
    import { openBundleFile } from ${JSON.stringify(new URL("./bundle-file.ts", import.meta.url).href)};
    process.stdin.once("data", () => {
      for (let at = 0; at < 20; at++) {
        const file = openBundleFile(${JSON.stringify(join(folder, "b.tar.gz"))}, { force: false, isNumbered: true });
        writeSync(file.descriptor, process.pid + "-" + at);
        console.log(file.commit());
      }
    });
    console.log("ready");`;
  const children = Array.from({ length: 3 }, () => spawn(process.execPath, ["--input-type=module", "-e", program]));
  const outputs = children.map(({ stdout }) => text(stdout));
  await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
  for (const { stdin } of children) stdin.end("go");
  const paths = (await Promise.all(outputs)).flatMap((output) => output.split("\n").filter((line) => line.startsWith("/")));
  const names = ["b.tar.gz", ...Array.from({ length: 59 }, (_, at) => `b-${at + 2}.tar.gz`)].sort();
  assert.deepEqual(readdirSync(folder).sort(), names);
  assert.deepEqual(paths.sort(), names.map((name) => join(folder, name)).sort());
  assert.equal(new Set(names.map((name) => readFileSync(join(folder, name), "utf8"))).size, 60);
});
