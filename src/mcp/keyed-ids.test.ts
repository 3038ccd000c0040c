import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { GivenWords } from "./given-words.ts";
import { KeyedIds } from "./keyed-ids.ts";
import { SealedText } from "./sealed-text.ts";

const hashWith = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest();
const ids = new KeyedIds(hashWith("one"));
const tokens = new SealedText(hashWith("one"));
const digits = fc.stringMatching(/^[0-9a-f]{12}$/);

test("every id leaves as another of its kind, and comes back", () => {
  fc.assert(
    fc.property(fc.constantFrom("F", "E", "S", "C"), digits, (kind, id) => {
      const shown = ids.shown(`${kind}-${id}`);
      assert.match(shown, new RegExp(`^${kind}-[0-9a-f]{12}$`));
      assert.equal(ids.meant(shown), `${kind}-${id}`);
    }),
  );
});

test("two ids never leave as one, and another key gives others", () => {
  const all = Array.from({ length: 5000 }, (_, number) => `F-${number.toString(16).padStart(12, "0")}`);
  assert.equal(new Set(all.map((id) => ids.shown(id))).size, all.length);
  const other = new KeyedIds(hashWith("two"));
  assert.deepEqual(
    all.filter((id) => other.shown(id) === ids.shown(id) || ids.shown(id) === id),
    [],
  );
});

test("ids in a text change, and what only looks like one stays", () => {
  const text = 'finding_ids=["F-3f496646c9eb"] beside F-0, AF-3f496646c9eb, F-3f496646c9eb0 and E-3F496646C9EB';
  const shown = ids.shown(text);
  assert.match(shown, /^finding_ids=\["F-[0-9a-f]{12}"\] beside F-0, AF-3f496646c9eb, F-3f496646c9eb0 and E-3F496646C9EB$/);
  assert.notEqual(shown, text);
  assert.equal(ids.meant(shown), text);
});

test("a sealed text is opened by its key alone, whole and unchanged", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 200 }).filter((text) => text.isWellFormed()),
      (text) => {
        const sealed = tokens.seal(text);
        assert.equal(tokens.open(sealed), text);
        assert.equal(tokens.seal(text), sealed);
        assert.equal(new SealedText(hashWith("two")).open(sealed), undefined);
        assert.equal(tokens.open(sealed.slice(0, -2)), undefined);
        assert.equal(tokens.open(text), undefined);
      },
    ),
  );
});

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
