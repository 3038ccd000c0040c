import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { bundleManifestSchema } from "../../src/contract/bundle-manifest.ts";
import { assertGolden } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";

const program = join(root, "bin/ullage.js");
/** No window, and a root without logs: what is collected of the machine the test runs on is then small. */
const quick = ["collect", "--window", "0", "--host-root", join(root, "fixtures/proc/linux-6.18-quiet")];

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-collect-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function collectIn(folder: string, args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...quick, ...args], {
    cwd: folder,
    encoding: "buffer",
    timeout: 60_000,
    maxBuffer: 1 << 28,
  });
}

test("ullage collect --help says what help.txt holds", () => {
  const { status, stdout } = runUllage(["collect", "--help"]);
  assertGolden("collect/help.txt", stdout);
  assert.equal(status, 0);
});

test("without a name the bundle is called after node and time, and its path is the first line of the answer", (t) => {
  const folder = folderOf(t);
  const { status, stdout, stderr } = collectIn(folder, []);
  const [name = "", ...others] = readdirSync(folder);
  assert.deepEqual([status, stderr.toString(), others], [0, "", []]);
  assert.match(name, /^ullage-[\w.-]+-\d{8}T\d{6}Z\.tar\.gz$/);
  assert.equal(stdout.toString().split("\n")[0], name);
  assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test("a redacted bundle has the node's name neither in its own name nor in it", (t) => {
  const folder = folderOf(t);
  const hostname = readFileSync("/proc/sys/kernel/hostname", "utf8").trim();
  const { status, stdout } = collectIn(folder, ["--redact", "--output", "json"]);
  const { path } = JSON.parse(stdout.toString());
  assert.equal(status, 0);
  assert.match(path, /^ullage-name-[0-9a-f]{10}/);
  const manifest = bundleManifestSchema.parse(
    JSON.parse(execFileSync("tar", ["-xzOf", join(folder, path), "manifest.json"], { encoding: "utf8" })),
  );
  assert.equal(manifest.redacted, true);
  assert.notEqual(manifest.node, hostname);
});

test("-o - writes the archive to standard output and the summary to standard error", (t) => {
  const folder = folderOf(t);
  const { status, stdout, stderr } = collectIn(folder, ["-o", "-"]);
  assert.equal(status, 0, stderr.toString());
  assert.match(execFileSync("tar", ["-tzf", "-"], { input: stdout, encoding: "utf8" }), /^manifest\.json$/m);
  assert.match(stderr.toString(), /^standard output\n/);
  assert.deepEqual(readdirSync(folder), []);
});

test("a file that exists is refused with 74 and stays, and --force replaces it", (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, "b.tar.gz"), "mine");
  const refused = collectIn(folder, ["-o", "b.tar.gz"]);
  assert.deepEqual([refused.status, refused.stdout.toString()], [74, ""]);
  assert.match(refused.stderr.toString(), /b\.tar\.gz: exists already; --force replaces it/);
  assert.equal(readFileSync(join(folder, "b.tar.gz"), "utf8"), "mine");
  assert.equal(collectIn(folder, ["-o", "b.tar.gz", "--force"]).status, 0);
  assert.notEqual(readFileSync(join(folder, "b.tar.gz"), "utf8"), "mine");
  assert.deepEqual(readdirSync(folder), ["b.tar.gz"]);
});

test("a disk that is full ends it with 74 and nothing is left on it", (t) => {
  const folder = folderOf(t);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "none", folder]).status !== 0) {
    t.skip("only root may mount a small disk");
    return;
  }
  try {
    const { status, stdout, stderr } = collectIn(folder, ["-o", "b.tar.gz"]);
    assert.deepEqual([status, stdout.toString()], [74, ""]);
    assert.match(stderr.toString(), /the disk is full; nothing was left behind/);
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    execFileSync("umount", [folder]);
  }
});

for (const [name, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${name} ends it with ${status} and leaves nothing behind`, async (t) => {
    const folder = folderOf(t);
    const watcher = watch(folder);
    t.after(() => watcher.close());
    const child = spawn(process.execPath, [program, "collect", "--window", "600"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    const closed = once(child, "close");
    // The temporary file shows that it has begun.
    await Promise.race([once(watcher, "change"), closed]);
    child.kill(name);
    const [ended] = await closed;
    assert.deepEqual([ended, output, readdirSync(folder)], [status, "", []]);
  });
}

for (const [args, says] of [
  [["--pod-ip", "10.0.0.0/8"], /wants one address/],
  [["--label", "fine"], /healthy, incident/],
  [["--window", "soon"], /from 0 to 3600/],
  [["--output", "xml"], /text, json, yaml, markdown/],
] as const) {
  test(`collect ${args.join(" ")} is refused with 64`, (t) => {
    const folder = folderOf(t);
    const { status, stderr } = collectIn(folder, args);
    assert.equal(status, 64);
    assert.match(stderr.toString(), says);
    assert.deepEqual(readdirSync(folder), []);
  });
}
