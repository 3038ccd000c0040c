import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { shellQuote } from "./shell-quote.ts";

const quoted: readonly (readonly [text: string, word: string])[] = [
  ["10.0.1.5", "'10.0.1.5'"],
  ["fd00::5", "'fd00::5'"],
  ["eth0; rm -rf /", "'eth0; rm -rf /'"],
  ["$(reboot)`id`", "'$(reboot)`id`'"],
  ["it's", String.raw`'it'\''s'`],
];

for (const [text, word] of quoted) {
  test(`${text} becomes the word ${word}`, () => assert.equal(shellQuote(text), word));
}

const refused: readonly (readonly [name: string, text: string])[] = [
  ["nothing", ""],
  ["an option", "--all"],
  ["a line break", "node\nreboot"],
  ["a NUL", "node\0"],
  ["an escape sequence", "\u001b[2J"],
  ["a mark of direction", "node\u202e7"],
  ["an invisible character", "no\u200bde"],
  ["half a character", "\ud800"],
  ["more than a DNS name can have", "n".repeat(254)],
];

for (const [name, text] of refused) {
  test(`${name} is refused`, () => assert.equal(shellQuote(text), undefined));
}

test("a shell gives every word back as it was", () => {
  const texts = fc
    .sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), { numRuns: 500, seed: 7 })
    .concat(fc.sample(fc.string({ unit: fc.constantFrom(..."'\"\\$`;&|<>(){}*?!~# =-a"), minLength: 1 }), { numRuns: 500, seed: 7 }));
  const words = texts.flatMap((text) => {
    const word = shellQuote(text);
    return word === undefined ? [] : [{ text, word }];
  });
  assert.ok(words.length > 500, `${words.length} words`);
  const answer = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${words.map(({ word }) => word).join(" ")}`], { encoding: "utf8" });
  assert.deepEqual(
    answer.split("\0").slice(0, -1),
    words.map(({ text }) => text),
  );
});
