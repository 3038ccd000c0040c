import assert from "node:assert/strict";
import { test } from "node:test";
import { WireError } from "../bytes/wire-error.ts";
import { parseConntrackStat } from "./conntrack-stat.ts";

/** The heading as Linux prints it, double spaces included, and a row that holds the number of its column, counted from 1, in hexadecimal. */
const headings = {
  "Linux 2.6.34, without search_restart":
    "entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete",
  "Linux 5.4, with searched and delete_list":
    "entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart",
  "Linux 6.18, with clashres and chainlength":
    "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart",
};

const expectedNames = {
  "Linux 2.6.34, without search_restart":
    "searched found new invalid ignore delete deleteList insert insertFailed drop earlyDrop icmpError expectNew expectCreate expectDelete",
  "Linux 5.4, with searched and delete_list":
    "searched found new invalid ignore delete deleteList insert insertFailed drop earlyDrop icmpError expectNew expectCreate expectDelete searchRestart",
  "Linux 6.18, with clashres and chainlength":
    "clashResolve found new invalid ignore delete chainTooLong insert insertFailed drop earlyDrop icmpError expectNew expectCreate expectDelete searchRestart",
};

for (const [kernel, heading] of Object.entries(headings)) {
  test(`every column of ${kernel} is read under its name`, () => {
    const width = heading.trim().split(/\s+/).length;
    const row = Array.from({ length: width }, (_, column) => (column + 1).toString(16).padStart(8, "0")).join(" ");
    const names = expectedNames[kernel as keyof typeof expectedNames].split(" ");
    const stat = parseConntrackStat(`${heading}\n${row}\n`);
    assert.equal(stat.entries, 1);
    assert.deepEqual(stat.perCpu, [{ cpu: 0, counters: Object.fromEntries(names.map((name, at) => [name, at + 2])) }]);
    assert.equal(stat.malformedRows, 0);
  });
}

test("entries are taken once although every row repeats them", () => {
  const stat = parseConntrackStat("entries found\n0000026d 00000001\n0000026d 00000002\n");
  assert.equal(stat.entries, 621);
  assert.deepEqual(stat.perCpu, [
    { cpu: 0, counters: { found: 1 } },
    { cpu: 1, counters: { found: 2 } },
  ]);
});

test("columns in another order and of unknown names are kept by name", () => {
  const stat = parseConntrackStat("drop some_later_counter entries\n0000000a ffffffff 00000010\n");
  assert.equal(stat.entries, 16);
  assert.deepEqual(stat.perCpu, [{ cpu: 0, counters: { drop: 10, someLaterCounter: 0xffffffff } }]);
});

for (const [what, row] of [
  ["a short row", "00000001"],
  ["a long row", "00000001 00000002 00000003"],
  ["a row with a word that is no number", "00000001 0000000g"],
  ["a row with a number beyond 32 bits", "00000001 100000000"],
] as const) {
  test(`${what} is counted and costs itself only`, () => {
    const stat = parseConntrackStat(`entries drop\n${row}\n00000007 00000003\n`);
    assert.deepEqual(stat, { entries: 7, perCpu: [{ cpu: 1, counters: { drop: 3 } }], malformedRows: 1 });
  });
}

test("a heading without rows has no entries, which is not zero entries", () => {
  assert.deepEqual(parseConntrackStat("entries drop\n"), { perCpu: [], malformedRows: 0 });
});

for (const text of ["", "\n", "rubbish\n00000000\n"]) {
  test(`${JSON.stringify(text)} is refused for its heading`, () => {
    assert.throws(() => parseConntrackStat(text), { name: WireError.name, code: "bad-value" });
  });
}
