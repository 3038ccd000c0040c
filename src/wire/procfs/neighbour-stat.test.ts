import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNeighbourStat } from "./neighbour-stat.ts";

const cases = [
  {
    what: "entries repeat on each row and full tables add up over CPUs",
    text: "entries  allocs table_fulls\n00000400 00000002 00000003\n00000400 00000000 0000000a\n",
    stat: { entries: 1024, tableFulls: 13, malformedRows: 0 },
  },
  {
    what: "a kernel without table_fulls has none, which is not zero",
    text: "entries  allocs\n00000002 00000002\n",
    stat: { entries: 2, malformedRows: 0 },
  },
  {
    what: "a torn row is counted",
    text: "entries  table_fulls\n00000002 00000001\n0000\n",
    stat: { entries: 2, tableFulls: 1, malformedRows: 1 },
  },
];

for (const { what, text, stat } of cases) test(what, () => assert.deepEqual(parseNeighbourStat(text), stat));

for (const text of ["", "entries\n", "allocs\n00000001\n"]) {
  test(`${JSON.stringify(text)} has no entries to read`, () => {
    assert.throws(() => parseNeighbourStat(text), { code: "bad-value" });
  });
}
