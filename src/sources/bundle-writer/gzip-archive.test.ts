import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { DescriptorOutput } from "./descriptor-output.ts";
import { GzipArchive } from "./gzip-archive.ts";

test("files whose size is known only at their end are read back by GNU tar, one grown beside another among them", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-archive-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "a.tar.gz");
  const descriptor = openSync(path, "wx");
  const archive = new GzipArchive(new DescriptorOutput(descriptor), { modifiedSeconds: 1_795_000_000 });
  const large = randomBytes(3_000_001);
  archive.add("empty.txt", "");
  const main = archive.begin("main.bin");
  const beside = archive.beginBeside("logs/beside.txt");
  for (let at = 0; at < large.length; at += 70_001) {
    main.write(large.subarray(at, at + 70_001));
    beside.write(`${at} é\n`);
  }
  main.end();
  const besideFile = beside.end();
  archive.finish();
  closeSync(descriptor);

  const unpack = (name: string) => execFileSync("tar", ["-xzOf", path, name], { maxBuffer: 1 << 24 });
  assert.deepEqual(execFileSync("tar", ["-tzf", path], { encoding: "utf8" }).trim().split("\n"), [
    "empty.txt",
    "main.bin",
    "logs/beside.txt",
  ]);
  assert.equal(unpack("empty.txt").length, 0);
  assert.ok(unpack("main.bin").equals(large));
  const text = unpack("logs/beside.txt");
  assert.deepEqual([besideFile.bytes, besideFile.sha256], [text.length, createHash("sha256").update(text).digest("hex")]);
  assert.equal(gunzipSync(readFileSync(path)).length % 512, 0);
  assert.equal(archive.writtenBytes, readFileSync(path).length);
  assert.deepEqual(
    archive.files.map((file) => file.path),
    ["empty.txt", "main.bin", "logs/beside.txt"],
  );
});
