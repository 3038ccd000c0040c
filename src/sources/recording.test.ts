import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InputError } from "../platform/input-error.ts";
import { readRecording } from "./recording.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-recording-"));
const valid = '{"schemaVersion":1,"node":"n","takenAtMs":1,"monotonicMs":1,"parts":{}}';

function recordingOf(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(directory, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

test("a recording of one sample has no earlier one", async () => {
  assert.deepEqual(await readRecording(recordingOf("one", { "snapshot.json": valid })), {
    now: { node: "n", takenAtMs: 1, monotonicMs: 1, parts: {} },
  });
});

test("a recording of two samples has both", async () => {
  const { earlier } = await readRecording(recordingOf("two", { "snapshot.json": valid, "earlier.json": valid }));
  assert.equal(earlier?.node, "n");
});

for (const [what, files, code, says] of [
  ["no snapshot", {}, "file-missing", /snapshot\.json/],
  ["text cut in the middle", { "snapshot.json": valid.slice(0, 20) }, "recording-malformed", /not JSON/],
  ["another version", { "snapshot.json": valid.replace("1", "2") }, "recording-malformed", /schemaVersion/],
  ["a list", { "snapshot.json": "[]" }, "recording-malformed", /the whole file/],
  ["a broken earlier sample", { "snapshot.json": valid, "earlier.json": "{}" }, "recording-malformed", /earlier\.json/],
] as const) {
  test(`${what} is ${code} and names the place`, async () => {
    const path = recordingOf(what.replaceAll(" ", "-"), files);
    await assert.rejects(readRecording(path), (error) => error instanceof InputError && error.code === code && says.test(error.message));
  });
}

const recordings = join(import.meta.dirname, "../../fixtures/recordings");

for (const { name } of readdirSync(recordings, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  test(`the recording ${name} reads, its earlier sample before the other`, async () => {
    const { now, earlier } = await readRecording(join(recordings, name));
    assert.ok(earlier === undefined || earlier.monotonicMs < now.monotonicMs);
  });
}
