import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkline } from "./sparkline.ts";

for (const { what, values, characters = "unicode", line } of [
  { what: "what rises from nothing", values: [0, 1, 2, 3, 4, 5, 6, 7], line: "▁▂▃▄▅▆▇█" },
  { what: "fewer values than cells", values: [0, 8], line: "      ▁█" },
  { what: "more values than cells", values: [9, 0, 1, 2, 3, 4, 5, 6, 7], line: "▁▂▃▄▅▆▇█" },
  { what: "what stands still", values: [500, 500, 500], line: "     ▅▅▅" },
  { what: "a table that doubles between two samples", values: [1000, 1000, 2000, 4000], line: "    ▁▁▃█" },
  { what: "chance around a level", values: [10_000, 10_020, 9_990], line: "     ▄▅▄" },
  { what: "a group that was gone for a while", values: [5, undefined, 10], line: "     ▁ █" },
  { what: "nothing at all", values: [0, 0], line: "      ▁▁" },
  { what: "no values", values: [], line: "        " },
  { what: "a terminal of ASCII", values: [0, 3, 6], characters: "ascii", line: "     _=#" },
] as const) {
  test(`the trend of ${what} is ${JSON.stringify(line)}`, () => assert.equal(sparkline(values, 8, characters), line));
}
