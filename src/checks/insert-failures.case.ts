import { type CheckCase, cpuCounters } from "./check.case.ts";

const at = (insertFailed: number) => ({ cpuCounters: cpuCounters({ insertFailed }) });

export const cases: readonly CheckCase[] = [
  { name: "no failure is ok", earlier: at(350), now: at(350), says: [{ level: "ok" }] },
  { name: "a single failure warns", earlier: at(0), now: at(1), says: [{ level: "warning", value: 1 }] },
  {
    name: "a source NAT range that ran out is an issue",
    earlier: at(0),
    now: at(350),
    says: [{ level: "issue", line: "[ISSUE] Conntrack insert failures: 350 in 2 s (175/s)" }],
  },
  { name: "one sample is not evaluated", now: at(350), says: [{ level: "not-evaluated" }] },
];
