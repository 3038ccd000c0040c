import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quotedMessage } from "./quoted-message.ts";

const cases: readonly (readonly [text: string, shown: string])[] = [
  ["plain text, café ✓", "plain text, café ✓"],
  ["\u001b[31mred\u0007", "\\x1b[31mred\\x07"],
  ["a\nb\tc\u007f\u0085", "a\\x0ab\\x09c\\x7f\\x85"],
  ["safe\u202egnp.exe", "safe\\u202egnp.exe"],
  ["x\u2028y\u200bz\ufeff", "x\\u2028y\\u200bz\\ufeff"],
  ["\ud800", "\\ud800"],
];

for (const [text, shown] of cases)
  test(`${JSON.stringify(text)} is shown as ${JSON.stringify(shown)}`, () => {
    assert.equal(quotedMessage(text), shown);
  });

test("a message is bounded to 400 characters without cutting an escape or a pair of surrogates", () => {
  assert.equal(quotedMessage("x".repeat(401)).length, 400);
  assert.equal(quotedMessage(`${"x".repeat(398)}\n`), "x".repeat(398));
  assert.equal(quotedMessage(`${"x".repeat(399)}😀`), "x".repeat(399));
});

test("no control character survives, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
      const shown = quotedMessage(text);
      assert.ok(shown.length <= 400);
      assert.ok(shown.isWellFormed());
      assert.doesNotMatch(shown, /[\p{Cc}\u2028-\u202e]/u);
    }),
  );
});
