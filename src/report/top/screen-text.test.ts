import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutMiddle, padTo, screenText, textWidth } from "./screen-text.ts";

for (const [text, width] of [
  ["checkout", 8],
  ["größe", 5],
  ["日本語", 6],
  ["ＡＢ", 4],
  ["한국", 4],
  ["e\u0301", 1],
  ["🦀", 2],
  ["▁█…·", 4],
] as const) {
  test(`${JSON.stringify(text)} takes ${width} cells`, () => assert.equal(textWidth(text), width));
}

for (const [text, width, characters, cut] of [
  ["shop/checkout-7d9f6-x2x4q", 25, "unicode", "shop/checkout-7d9f6-x2x4q"],
  ["shop/checkout-7d9f6-x2x4q", 12, "unicode", "shop/c…x2x4q"],
  ["shop/checkout-7d9f6-x2x4q", 12, "ascii", "shop/c~x2x4q"],
  ["日本語日本語", 6, "unicode", "日…語"],
  ["ab", 1, "unicode", "…"],
  ["ab", 0, "unicode", ""],
] as const) {
  test(`${text} cut to ${width} cells in ${characters} is ${JSON.stringify(cut)}`, () =>
    assert.equal(cutMiddle(text, width, characters), cut));
}

test("a cut or padded text never leaves its cells", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(40), fc.constantFrom("unicode", "ascii"), (name, width, characters) => {
      const cut = cutMiddle(screenText(name, characters), width, characters);
      assert.ok(textWidth(cut) <= width);
      assert.equal(textWidth(padTo(cut, width, "left")), width);
    }),
  );
});

test("no name acts on the terminal, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      assert.doesNotMatch(screenText(name, "unicode"), /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
      assert.match(screenText(name, "ascii"), /^[\x20-\x7e]*$/);
    }),
  );
});

test("a pile of accents is no taller than two", () => assert.equal(screenText(`e${"\u0301".repeat(50)}x`, "unicode"), "e\u0301\u0301x"));
