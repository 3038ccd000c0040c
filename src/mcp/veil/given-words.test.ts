import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { GivenWords } from "./given-words.ts";

const hashWith = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest();

test("a word that was given is shown again as it was, in quotes too, and what is around it is changed", () => {
  const given = new GivenWords(hashWith("one"));
  const standIn = given.standIn('a "name"\n');
  assert.match(standIn, /^given[g-v]{16}$/);
  assert.equal(
    given.putBack(`no node "${standIn}" here`, (part) => part.toUpperCase()),
    'NO NODE "a \\"name\\"\\\\x0a" HERE',
  );
  const another = new GivenWords(hashWith("two"));
  assert.equal(another.putBack(standIn, String), standIn);
  assert.deepEqual([given.has(`x ${standIn}`), another.has(standIn)], [true, false]);
});
