import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { harmlessText } from "./harmless-text.ts";

for (const [what, text, shown] of [
  ["an escape sequence", "\x1b[2Jenvoy", "\\x1b[2Jenvoy"],
  ["a line break", "a\r\nb\tc", "a\\x0d\\x0ab\\x09c"],
  ["a C1 control", "\x9b31m", "\\x9b31m"],
  ["a mark of direction", "gnp.\u202eexe", "gnp.\\u{202e}exe"],
  ["an isolate", "\u2066x\u2069", "\\u{2066}x\\u{2069}"],
  ["a line separator", "a\u2028b", "a\\u{2028}b"],
  ["an invisible tag", "a\u{e0041}b", "a\\u{e0041}b"],
  ["a variation selector that carries a letter", "a\u{e0131}b\ufe01", "a\\u{e0131}b\\u{fe01}"],
  ["a letter that nobody sees", "a\u3164b\u034f", "a\\u{3164}b\\u{34f}"],
  ["half a surrogate pair", "a\ud800b", "a\\u{d800}b"],
  ["ordinary text of any language", "größe 大きさ 😀 [OK] ~72%", "größe 大きさ 😀 [OK] ~72%"],
] as const) {
  test(`${what} is shown, not obeyed`, () => assert.equal(harmlessText(text), shown));
}

test("whatever comes in, nothing invisible comes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) =>
      assert.doesNotMatch(harmlessText(text), /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u),
    ),
  );
});
