import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOfLines, findLineOffsets, nearestOffset } from "./line-offsets.ts";

const { signal } = new AbortController();

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Where each line begins, the plain way. */
function lineStarts(text: string): readonly number[] {
  return [...text].flatMap((_, at) => (at === 0 || text[at - 1] === "\n" ? [at] : []));
}

async function offsetOfLine(bytes: Uint8Array, chunk: number, line: number): Promise<number | undefined> {
  const nearest = nearestOffset(await findLineOffsets(inChunks(bytes, chunk), signal), line);
  return nearest === undefined
    ? undefined
    : nearest.offset + (await bytesOfLines(inChunks(bytes.subarray(nearest.offset), chunk), line - nearest.line));
}

test("every line begins where it begins, however the bytes arrive", async () => {
  const texts = fc.array(fc.constantFrom("a", "bc", "\n", "\n\n", "\r\n"), { maxLength: 60 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (text, chunk) => {
      const bytes = Buffer.from(text);
      const starts = lineStarts(text);
      for (let line = 1; line <= starts.length; line++) assert.equal(await offsetOfLine(bytes, chunk, line), starts[line - 1]);
      assert.equal(await offsetOfLine(bytes, chunk, starts.length + 1), undefined);
      assert.equal(await offsetOfLine(bytes, chunk, 0), undefined);
    }),
  );
});

test("of many lines only some offsets are remembered, and every line is found all the same", async () => {
  const lines = 17_000_000;
  const bytes = Buffer.alloc(lines, "\n");
  const offsets = await findLineOffsets(inChunks(bytes, 1 << 20), signal);
  assert.equal(offsets.lines, lines);
  assert.ok(offsets.offsets.length <= 65_536);
  for (const line of [1, 2, 257, 1_000_000, 16_999_999, lines]) {
    const nearest = nearestOffset(offsets, line);
    assert.ok(nearest !== undefined && line - nearest.line < offsets.stride);
    assert.equal(nearest.offset + (line - nearest.line), line - 1);
  }
});

test("who counts lines for nobody ends", async () => {
  const gone = new AbortController();
  gone.abort(new Error("gone"));
  await assert.rejects(findLineOffsets(inChunks(Buffer.from("a\n"), 1), gone.signal), /gone/);
});
