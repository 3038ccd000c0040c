import { type CheckCase, cpuCounters } from "./check.case.ts";

const at = (...drops: readonly number[]) => ({ cpuCounters: cpuCounters(...drops.map((drop) => ({ drop }))) });

export const cases: readonly CheckCase[] = [
  {
    name: "old drops say nothing about today",
    earlier: at(200, 150),
    now: at(200, 150),
    says: [{ level: "ok", line: "[OK] Conntrack drops: none in 2 s (350 since the counters began)", value: 0 }],
  },
  {
    name: "each refused packet is an issue",
    earlier: at(200, 150),
    now: { ...at(201, 150), tableUsage: { count: 1000, max: 1000 } },
    says: [{ level: "issue", line: "[ISSUE] Conntrack drops: 1 in 2 s (0.5/s); the table is 100% full", value: 1 }],
  },
  {
    name: "a counter that wrapped on one CPU is counted right",
    earlier: at(4_294_967_295, 10),
    now: at(9, 10),
    says: [{ level: "issue", value: 10 }],
  },
  {
    name: "a counter that was set back counts from there and says so",
    earlier: at(5000),
    now: at(4),
    says: [{ level: "issue", line: "[ISSUE] Conntrack drops: 4 in 2 s (2/s, the counters were reset in between)" }],
  },
  {
    name: "one sample is not evaluated",
    now: at(300, 50),
    says: [{ level: "not-evaluated", line: "[INFO] Conntrack drops: not evaluated: one sample; 350 since the counters began" }],
  },
  {
    name: "below its threshold an increase only warns",
    earlier: at(0),
    now: at(5),
    settings: { issueIncrease: 10 },
    says: [{ level: "warning" }],
  },
  { name: "a CPU that went away leaves nothing to compare", earlier: at(1, 1), now: at(1), says: [{ level: "not-evaluated" }] },
];
