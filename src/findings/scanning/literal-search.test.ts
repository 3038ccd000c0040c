import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiteralSearch, shortestLiteral } from "./literal-search.ts";

/** Each word with the place of its last letter, in order. */
function foundIn(words: readonly string[], text: string, from = 0, end = text.length): readonly string[] {
  const search = new LiteralSearch(words);
  const found: string[] = [];
  for (let at = search.next(text, from, search.firstStop(from), end); at >= 0; at = search.next(text, from, at + 1, end))
    found.push(...search.found.map((index) => `${words[index]}@${at}`).sort());
  return found;
}

function expectedIn(words: readonly string[], text: string, from = 0, end = text.length): readonly string[] {
  const lower = [...text].map((letter) => (letter >= "A" && letter <= "Z" ? letter.toLowerCase() : letter)).join("");
  return Array.from({ length: end }, (_, at) => at).flatMap((at) =>
    words
      .filter((word) => at + 1 - word.length >= from && lower.slice(at + 1 - word.length, at + 1) === word)
      .map((word) => `${word}@${at}`)
      .sort(),
  );
}

const words = ["i/o timeout", "timeout, aborting", "table full, dropping packet", "dropping packet", "no space left on device"];

const texts: readonly (readonly [why: string, text: string])[] = [
  ["is empty", ""],
  ["is shorter than any word", "i/o"],
  ["is one word", "i/o timeout"],
  ["has capitals", "I/O TimeOut"],
  ["has a word at both ends", "i/o timeout and then i/o timeout"],
  ["has a word that ends as another does", "table full, dropping packet"],
  ["has words that overlap", "i/o timeout, aborting"],
  ["has nearly the words", "i/o timeou table full, dropping packe"],
  ["has other characters with the same five bits", "i\u000fo\u0000timeout io timeout I_O TIMEOUT"],
  ["has bytes above ASCII", "\u00c9i/o timeout\u00e9 i/o t\u00cdmeout"],
];

for (const [why, text] of texts)
  test(`all words are found in a text that ${why}`, () => {
    assert.deepEqual(foundIn(words, text), expectedIn(words, text));
  });

test("a word that reaches over the bounds does not count", () => {
  const text = "xx i/o timeout xx";
  assert.deepEqual(foundIn(words, text, 3, 14), ["i/o timeout@13"]);
  assert.deepEqual(foundIn(words, text, 4, 14), []);
  assert.deepEqual(foundIn(words, text, 3, 13), []);
});

test("whatever the words and the text, what is found is what a plain search finds", () => {
  const few = fc.constantFrom("a", "b", "n", " ", "/");
  const word = fc.string({ unit: few, minLength: shortestLiteral, maxLength: 12 });
  const text = fc
    .array(fc.oneof(few, fc.constantFrom("A", "B", "N", "\n", "\u00c1", "!")), { maxLength: 80 })
    .map((letters) => letters.join(""));
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 8 }),
      text,
      fc.array(fc.nat({ max: 7 }), { maxLength: 6 }),
      (some, noise, picks) => {
        const mixed = picks.map((pick, index) => noise.slice(index * 5, index * 5 + 5) + (some[pick % some.length] ?? "")).join("") + noise;
        assert.deepEqual(foundIn(some, mixed), expectedIn(some, mixed));
      },
    ),
    { numRuns: 1000 },
  );
});
