import { type CheckCase, cpuCounters } from "./check.case.ts";

const at = (found: number) => ({ cpuCounters: cpuCounters({ found }) });

export const cases: readonly CheckCase[] = [
  { name: "no port taken is ok", earlier: at(7), now: at(7), says: [{ level: "ok" }] },
  { name: "now and then a port taken is ok", earlier: at(0), now: at(150), says: [{ level: "ok", value: 150 }] },
  { name: "a hundred a second is a notice", earlier: at(0), now: at(200), says: [{ level: "notice" }] },
  {
    name: "a thousand a second warns",
    earlier: at(0),
    now: at(17_719),
    says: [{ level: "warning", line: "[WARN] Source NAT ports found taken: 17719 in 2 s (8860/s)" }],
  },
  { name: "one sample is not evaluated", now: at(17_719), says: [{ level: "not-evaluated" }] },
];
