import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConntrackStatsLine, splitIntoSamples } from "./parse-conntrack-stats.ts";

const lines = [
  {
    what: "conntrack 1.4.7 on Linux 6.18",
    line: "cpu=0   \tfound=5 invalid=1 insert=0 insert_failed=2 drop=3 early_drop=4 error=6 search_restart=7 clash_resolve=8 chaintoolong=9 ",
    row: {
      cpu: 0,
      counters: {
        ...{ found: 5, invalid: 1, insert: 0, insertFailed: 2, drop: 3, earlyDrop: 4 },
        ...{ icmpError: 6, searchRestart: 7, clashResolve: 8, chainTooLong: 9 },
      },
    },
  },
  {
    what: "conntrack 1.4.4 on Linux 4.4",
    line: "cpu=3\tsearched=9 found=8 new=7 invalid=6 ignore=5 delete=4 delete_list=3 insert=2 insert_failed=1 drop=0 early_drop=0 error=0 search_restart=0",
    row: {
      cpu: 3,
      counters: {
        ...{ searched: 9, found: 8, new: 7, invalid: 6, ignore: 5, delete: 4, deleteList: 3, insert: 2 },
        ...{ insertFailed: 1, drop: 0, earlyDrop: 0, icmpError: 0, searchRestart: 0 },
      },
    },
  },
  { what: "an end of line of Windows", line: "cpu=1 found=4294967295\r", row: { cpu: 1, counters: { found: 4_294_967_295 } } },
  { what: "words that are none", line: "cpu=1 found=5 drop=x y =3", row: { cpu: 1, counters: { found: 5 } } },
  { what: "no counter", line: "cpu=1", row: undefined },
  { what: "an entry of the table", line: "tcp 6 5 CLOSE src=10.0.0.1", row: undefined },
  { what: "another line", line: "*** Output of conntrack -S ***", row: undefined },
] as const;

for (const { what, line, row } of lines) test(`conntrack -S: ${what}`, () => assert.deepEqual(parseConntrackStatsLine(line), row));

test("a CPU that comes again begins another sample", () => {
  const row = (cpu: number, found: number) => ({ cpu, counters: { found } });
  assert.deepEqual(
    splitIntoSamples([row(0, 1), row(1, 1), row(0, 2), row(1, 2), row(0, 3)]).map((sample) =>
      sample.map(({ cpu, counters }) => [cpu, counters.found]),
    ),
    [
      [
        [0, 1],
        [1, 1],
      ],
      [
        [0, 2],
        [1, 2],
      ],
      [[0, 3]],
    ],
  );
  assert.deepEqual(splitIntoSamples([]), []);
});
