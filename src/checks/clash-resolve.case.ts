import { type CheckCase, cpuCounters } from "./check.case.ts";

const at = (clashResolve: number) => ({ cpuCounters: cpuCounters({ clashResolve }) });

export const cases: readonly CheckCase[] = [
  { name: "no clash is ok", earlier: at(75), now: at(75), says: [{ level: "ok" }] },
  { name: "a clash that was resolved is a notice", earlier: at(0), now: at(75), says: [{ level: "notice", value: 75 }] },
  {
    name: "a kernel that does not count clashes is not evaluated",
    earlier: { cpuCounters: cpuCounters({ drop: 0 }) },
    now: { cpuCounters: cpuCounters({ drop: 0 }) },
    says: [{ level: "not-evaluated", line: "[INFO] Conntrack clashes resolved: not evaluated: this kernel does not count clashResolve" }],
  },
];
