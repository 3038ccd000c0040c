import { type CheckCase, cpuCounters } from "./check.case.ts";

const at = (earlyDrop: number, count?: number) => ({
  cpuCounters: cpuCounters({ earlyDrop, drop: 0 }),
  ...(count === undefined ? {} : { tableUsage: { count, max: 1000 } }),
});

export const cases: readonly CheckCase[] = [
  { name: "a table that evicts nothing is ok", earlier: at(40), now: at(40, 999), says: [{ level: "ok", value: 0 }] },
  {
    name: "evictions in a full table are an issue although drop stays 0",
    earlier: at(0),
    now: at(87_856, 1000),
    says: [
      {
        level: "issue",
        value: 87_856,
        line: "[ISSUE] Conntrack early evictions: 87856 in 2 s (43928/s); the table is full and evicts entries to make room",
      },
    ],
  },
  { name: "evictions in a table that has room again warn", earlier: at(0), now: at(100, 500), says: [{ level: "warning" }] },
  { name: "without the usage evictions warn", earlier: at(0), now: at(100), says: [{ level: "warning" }] },
  { name: "one sample is not evaluated", now: at(87_856, 1000), says: [{ level: "not-evaluated" }] },
];
