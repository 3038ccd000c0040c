import assert from "node:assert/strict";
import { test } from "node:test";
import { type SearchFinding, SearchFindingBook, searchFindingId } from "./search-finding-book.ts";

const found: SearchFinding = {
  node: "node-a",
  bundleId: "b1",
  file: "var_log/messages",
  query: "table full",
  matchCount: 2,
  matches: [{ line: 1, text: "a" }],
};

test("the same question has the same id in the next bundle, and the newest answer stands", () => {
  const book = new SearchFindingBook();
  const first = book.remember(found);
  const second = book.remember({ ...found, bundleId: "b2", matchCount: 9 });
  assert.match(first, /^S-[0-9a-f]{12}$/);
  assert.deepEqual([second, book.find(first)?.bundleId], [first, "b2"]);
});

test("node, file and query make the id", () => {
  const ids = [found, { ...found, node: "b" }, { ...found, file: "b" }, { ...found, query: "b" }].map(searchFindingId);
  assert.equal(new Set(ids).size, 4);
});

test("the oldest are forgotten, and of each only some places are kept", () => {
  const book = new SearchFindingBook(10);
  const ids = Array.from({ length: 15 }, (_, index) =>
    book.remember({
      ...found,
      query: String(index),
      matches: Array.from({ length: 100 }, (__, line) => ({ line, text: "x".repeat(9000) })),
    }),
  );
  assert.deepEqual(
    ids.map((id) => book.find(id) !== undefined),
    Array.from({ length: 15 }, (_, index) => index >= 5),
  );
  const kept = book.find(ids.at(-1) ?? "")?.matches ?? [];
  assert.deepEqual([kept.length, kept[0]?.text.length], [5, 500]);
});
