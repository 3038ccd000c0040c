import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { type TestContext, test } from "node:test";
import { GzipArchive } from "./gzip-archive.ts";
import type { KeepingLimits } from "./kept-pieces.ts";
import { StreamOutput } from "./stream-output.ts";

/** Takes one piece at a time, later. */
function slowReader(): { readonly output: Writable; readonly taken: Buffer[] } {
  const taken: Buffer[] = [];
  const output = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      taken.push(Buffer.from(chunk));
      setImmediate(done);
    },
  });
  return { output, taken };
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-stream-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function streamed(content: Uint8Array, keeping: KeepingLimits) {
  const { output, taken } = slowReader();
  const archive = new GzipArchive(new StreamOutput(output, new AbortController().signal), { modifiedSeconds: 0, keeping });
  const main = archive.begin("main.bin");
  const beside = archive.beginBeside("beside.txt");
  let fullAt: number | undefined;
  let written = 0;
  for (; written < content.length && fullAt === undefined; written += 100_000) {
    main.write(content.subarray(written, written + 100_000));
    beside.write("line\n");
    if (main.full !== undefined) fullAt = written;
  }
  assert.equal(taken.length, 0);
  main.end();
  beside.end();
  await archive.room();
  archive.add("last.txt", "last");
  archive.finish();
  await archive.room();
  archive.close();
  const tar = Buffer.concat(taken);
  assert.equal(archive.writtenBytes, tar.length);
  const unpack = (name: string) => execFileSync("tar", ["-xzOf", "-", name], { input: tar, maxBuffer: 1 << 26 });
  assert.deepEqual(execFileSync("tar", ["-tzf", "-"], { input: tar, encoding: "utf8" }), "main.bin\nbeside.txt\nlast.txt\n");
  return { main: unpack("main.bin"), because: main.full, fullAt, fileBytes: archive.files[0]?.bytes };
}

const large = randomBytes(6_000_000);

test("what is kept in memory comes out whole, however slowly it is read", async () => {
  const { main, because } = await streamed(large, { memoryBytes: 10_000_000 });
  assert.equal(because, undefined);
  assert.ok(main.equals(large));
});

test("what is more than the memory may hold lies in the folder under no name", async (t) => {
  const folder = folderOf(t);
  const { main, because } = await streamed(large, { memoryBytes: 1_500_000, folder });
  assert.equal(because, undefined);
  assert.ok(main.equals(large));
  assert.deepEqual(readdirSync(folder), []);
});

for (const [what, folder, says] of [
  ["no folder", undefined, /no folder for that was stated/],
  ["a folder that is not there", "/nowhere/at/all", /ENOENT/],
  ["a folder where nothing can be written", "/proc", /ENOENT|EACCES|EPERM/],
] as const) {
  test(`with ${what} it is full, and what was written until then is all of the file`, async () => {
    const { main, because, fileBytes } = await streamed(large, { memoryBytes: 2_500_000, ...(folder === undefined ? {} : { folder }) });
    assert.match(because ?? "", says);
    assert.ok(main.length >= 2_500_000 && main.length < large.length);
    assert.equal(fileBytes, main.length);
    assert.ok(main.equals(large.subarray(0, main.length)));
  });
}

test("a disk that fills up while pieces are kept on it ends the file there", async (t) => {
  const folder = folderOf(t);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "none", folder], { stdio: "ignore" });
  } catch {
    t.skip("only root may mount a small disk");
    return;
  }
  try {
    const { main, because } = await streamed(large, { memoryBytes: 1_000_000, folder });
    assert.match(because ?? "", /ENOSPC/);
    assert.ok(main.length > 1_000_000 && main.equals(large.subarray(0, main.length)));
  } finally {
    execFileSync("umount", [folder]);
  }
});

test("it ends with what the signal was aborted with while nobody reads", async () => {
  const output = new Writable({ highWaterMark: 1, write: () => {} });
  const leaving = new AbortController();
  const archive = new GzipArchive(new StreamOutput(output, leaving.signal), { modifiedSeconds: 0 });
  archive.add("a.txt", "a");
  setImmediate(() => leaving.abort(new Error("gone")));
  await assert.rejects(archive.room(), (error: Error) => error.name === "AbortError" && (error.cause as Error).message === "gone");
});
