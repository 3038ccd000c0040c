import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { topKeys } from "./top-keys.ts";

test("no key has two meanings, and no act is there twice", () => {
  const keys = topKeys.flatMap((own) => own.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(new Set(topKeys.map(({ act }) => act)).size, topKeys.length);
});

test("docs/top.md has the table of the keys", () => {
  const text = readFileSync(new URL("../../../docs/top.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([^|]+)` +\| ([^|]+?) +\|$/gm)].map(([, shown = "", does]) => [shown.replaceAll("`", ""), does]);
  assert.deepEqual(
    rows,
    topKeys.map(({ shown, does }) => [shown, does]),
  );
});
