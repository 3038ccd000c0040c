import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { KeyedIds } from "./keyed-ids.ts";

const hashWith = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest();
const ids = new KeyedIds(hashWith("one"));
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
