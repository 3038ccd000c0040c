import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentlyUsed } from "./recently-used.ts";

test("the longest unused is forgotten first", () => {
  const kept = new RecentlyUsed<string, number>(2);
  kept.set("a", 1);
  kept.set("b", 2);
  kept.get("a");
  kept.set("c", 3);
  assert.deepEqual([kept.get("a"), kept.get("b"), kept.get("c")], [1, undefined, 3]);
});

test("what is heavy makes room for itself, and is kept though it is too heavy alone", () => {
  const kept = new RecentlyUsed<string, number>(10, { weigh: (value) => value, maximum: 10 });
  kept.set("a", 4);
  kept.set("b", 5);
  kept.set("c", 6);
  assert.deepEqual([kept.get("a"), kept.get("b"), kept.get("c")], [undefined, undefined, 6]);
  kept.set("d", 50);
  assert.deepEqual([kept.get("c"), kept.get("d")], [undefined, 50]);
  kept.set("d", 1);
  kept.set("e", 9);
  assert.deepEqual([kept.get("d"), kept.get("e")], [1, 9]);
});
