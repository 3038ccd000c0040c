import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSoftnetStat } from "./softnet-stat.ts";

const zeros = (count: number) => Array.from({ length: count }, () => "00000000").join(" ");

test("with 15 columns the thirteenth is the CPU, so an offline one leaves a gap", () => {
  const text = `0000000f 00000001 00000002 ${zeros(9)} 00000000 ${zeros(2)}\n0000133c 00000000 00000003 ${zeros(9)} 00000002 ${zeros(2)}\n`;
  assert.deepEqual(parseSoftnetStat(text), {
    perCpu: [
      { cpu: 0, processed: 15, dropped: 1, timeSqueeze: 2 },
      { cpu: 2, processed: 4924, dropped: 0, timeSqueeze: 3 },
    ],
    malformedRows: 0,
  });
});

test("with 11 columns the rows are numbered", () => {
  const { perCpu } = parseSoftnetStat(`${zeros(11)}\n${zeros(11)}\n`);
  assert.deepEqual(
    perCpu.map(({ cpu }) => cpu),
    [0, 1],
  );
});

test("a torn row is counted and the next keeps its number", () => {
  assert.deepEqual(parseSoftnetStat("0000000f 0000\n00000001 00000002 00000003\n"), {
    perCpu: [{ cpu: 1, processed: 1, dropped: 2, timeSqueeze: 3 }],
    malformedRows: 1,
  });
});
