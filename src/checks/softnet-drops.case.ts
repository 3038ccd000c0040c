import type { CheckCase } from "./check.case.ts";

const at = (...dropped: readonly number[]) => ({
  softnet: { perCpu: dropped.map((count, cpu) => ({ cpu, processed: 1000, dropped: count, timeSqueeze: 1 })) },
});

export const cases: readonly CheckCase[] = [
  { name: "an old count is ok", earlier: at(3, 0), now: at(3, 0), says: [{ level: "ok" }] },
  { name: "an increase on one CPU warns", earlier: at(3, 0), now: at(3, 25), says: [{ level: "warning", value: 25 }] },
  { name: "one sample is not evaluated", now: at(3, 25), says: [{ level: "not-evaluated" }] },
];
