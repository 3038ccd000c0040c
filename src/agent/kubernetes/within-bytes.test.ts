import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { withinBytes } from "./within-bytes.ts";

for (const [text, maximum, expected] of [
  ["short", 10, "short"],
  ["exactly ten", 11, "exactly ten"],
  ["more than ten", 10, "more th…"],
  ["größe", 7, "größe"],
  ["größe", 6, "gr…"],
  ["😀😀", 7, "😀…"],
  ["a b c d e f", 8, "a b c…"],
] as const)
  test(`"${text}" within ${maximum} bytes is "${expected}"`, () => assert.equal(withinBytes(text, maximum), expected));

test("whatever comes in, what comes out has no more bytes and no half character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 60 }), (text, maximum) => {
      const cut = withinBytes(text, maximum);
      assert.ok(Buffer.byteLength(cut) <= maximum);
      assert.equal(cut, cut.toWellFormed());
      if (cut !== text) assert.ok(cut.endsWith("…") && text.startsWith(cut.slice(0, -1).trimEnd()));
    }),
  );
});
