import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { errnoOf } from "../platform/errno.ts";
import { FileTree } from "./file-tree.ts";

const root = mkdtempSync(join(tmpdir(), "ullage-file-tree-"));
after(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "sys/net"), { recursive: true });
writeFileSync(join(root, "sys/net/some"), "one\ntwo\n");
symlinkSync("net:[4026531840]", join(root, "link"));
const tree = new FileTree(root);

test("paths are under the root, however that is written", () => {
  assert.equal(tree.path("sys/net/some"), join(root, "sys/net/some"));
  assert.equal(new FileTree(`${root}//`).path("sys/net/some"), join(root, "sys/net/some"));
  assert.equal(tree.path(""), root);
  assert.deepEqual(new FileTree("/").list(""), readdirSync("/"));
});

test("a file is read whole as text or bytes", () => {
  assert.equal(tree.readText("sys/net/some"), "one\ntwo\n");
  assert.equal(tree.readBytes("sys/net/some").length, 8);
});

test("what a process wrote as UTF-8 is read as it was written, and what is no UTF-8 costs no more than itself", () => {
  writeFileSync(join(root, "name"), Buffer.of(0x63, 0xc3, 0xb1, 0xff, 0x0a));
  assert.equal(tree.readText("name"), "c\u00f1\ufffd\n");
});

test("only a missing file is undefined to whoever asks for it if present", () => {
  assert.equal(tree.readTextIfPresent("sys/net/other"), undefined);
  assert.equal(tree.readTextIfPresent("sys/net/some/below"), undefined);
  assert.throws(() => tree.readTextIfPresent("sys/net"), { code: "EISDIR" });
});

test("chunks together are the file", () => {
  const chunks = Array.from(tree.readChunks("sys/net/some", 3), (chunk) => Buffer.from(chunk).toString());
  assert.deepEqual(chunks, ["one", "\ntw", "o\n"]);
});

test("a file that somebody else named is read only when it is regular and small", () => {
  assert.equal(tree.readTextOfRegularFile("sys/net/some", 8), "one\ntwo\n");
  assert.equal(tree.readTextOfRegularFile("sys/net/some", 7), undefined);
  assert.equal(new FileTree("/dev").readTextOfRegularFile("zero", 100), undefined);
  assert.throws(() => tree.readTextOfRegularFile("sys/net/other", 8), { code: "ENOENT" });
});

test("a pipe without a writer does not block whoever reads a named file", (t) => {
  if (spawnSync("mkfifo", [join(root, "pipe")]).status !== 0) return t.skip("mkfifo is not installed");
  assert.equal(tree.readTextOfRegularFile("pipe", 100), undefined);
});

test("links, lists and existence are those of the file system", () => {
  assert.equal(tree.readLink("link"), "net:[4026531840]");
  assert.deepEqual(tree.list("sys/net"), ["some"]);
  assert.equal(tree.exists("sys/net"), true);
  assert.equal(tree.exists("sys/other"), false);
  assert.equal(tree.stat("sys/net/some").size, 8);
});

test("an error without a code has no errno", () => {
  assert.equal(errnoOf(new Error("x")), undefined);
  assert.equal(errnoOf({ code: "EPERM" }), undefined);
  assert.equal(errnoOf(Object.assign(new Error("x"), { code: "EPERM" })), "EPERM");
});
