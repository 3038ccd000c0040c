import assert from "node:assert/strict";
import { test } from "node:test";
import { countCovered, parsePortList, parseSysctlNumber, parseSysctlRange } from "./sysctl.ts";

for (const [text, value] of [
  ["262144\n", 262_144],
  ["0\n", 0],
  ["-1\n", -1],
  ["9223372036854775807\n", Number.MAX_SAFE_INTEGER],
  ["\n", undefined],
  ["cubic\n", undefined],
  ["32768\t60999\n", undefined],
  ["1.5\n", undefined],
] as const) {
  test(`the sysctl ${JSON.stringify(text)} is the number ${value}`, () => assert.equal(parseSysctlNumber(text), value));
}

test("a range is two numbers between blanks", () => {
  assert.deepEqual(parseSysctlRange("32768\t60999\n"), { from: 32_768, to: 60_999 });
});

for (const text of ["", "1", "1 2 3", "a b"]) {
  test(`${JSON.stringify(text)} is no range`, () => assert.throws(() => parseSysctlRange(text), { code: "bad-value" }));
}

for (const [text, list] of [
  ["\n", []],
  ["8080\n", [{ from: 8080, to: 8080 }]],
  [
    "8080,30000-32767\n",
    [
      { from: 8080, to: 8080 },
      { from: 30_000, to: 32_767 },
    ],
  ],
] as const) {
  test(`the list of ports ${JSON.stringify(text)} is read`, () => assert.deepEqual(parsePortList(text), list));
}

test("a list of ports with a word in it is refused where the word stands", () => {
  assert.throws(() => parsePortList("8080,http"), { code: "bad-value", offset: 5 });
});

for (const [list, count] of [
  ["", 0],
  ["30000-32767", 0],
  ["32768", 1],
  ["32000-32769,60999-61010,40000", 4],
] as const) {
  test(`${count} ports of 32768-60999 are covered by "${list}"`, () => {
    assert.equal(countCovered({ from: 32_768, to: 60_999 }, parsePortList(list)), count);
  });
}
