import assert from "node:assert/strict";
import { test } from "node:test";
import { formatConntrackStats } from "./format-conntrack-stats.ts";
import { parseConntrackStatsLine } from "./parse-conntrack-stats.ts";

const perCpu = [0, 1].map((cpu) => ({
  cpu,
  counters: {
    found: 12,
    invalid: 3,
    insertFailed: 1,
    drop: 4_294_967_295,
    earlyDrop: 0,
    icmpError: 2,
    searchRestart: 7,
    clashResolve: 5,
    chainTooLong: 1,
  },
}));

test("every row is read back as it was", () => {
  const lines = formatConntrackStats({ origin: "procfs", perCpu }).trimEnd().split("\n");
  assert.deepEqual(lines.map(parseConntrackStatsLine), perCpu);
});
