import { type CheckCase, missing } from "./check.case.ts";

const at = (count: number, max = 262_144) => ({ tableUsage: { count, max } });

export const cases: readonly CheckCase[] = [
  { name: "a table that stands still is ok", earlier: at(100_000), now: at(100_010), says: [{ level: "ok" }] },
  { name: "a table that empties is ok", earlier: at(100_000), now: at(90_000), says: [{ level: "ok" }] },
  {
    name: "growth within chance of a large table is ok",
    earlier: at(200_000),
    now: at(200_400),
    says: [{ level: "ok", line: "[OK] Time to full: no growth beyond chance (+400 entries in 2 s)" }],
  },
  {
    name: "slow growth is ok and says how long it lasts",
    earlier: at(10_000),
    now: at(10_200),
    says: [{ level: "ok", value: 2519, limit: 900 }],
  },
  {
    name: "a quarter of an hour left warns",
    earlier: at(100_000),
    now: at(100_600),
    says: [{ level: "warning", value: 538, limit: 900, line: "[WARN] Time to full: 9 min at 300 more entries a second (161544 left)" }],
  },
  {
    name: "traffic that begins in a nearly empty table is a notice",
    earlier: at(20),
    now: at(1700),
    says: [{ level: "notice", value: 310 }],
  },
  {
    name: "an empty table that is full in half a minute is an issue",
    earlier: at(20),
    now: at(20_000),
    says: [{ level: "issue", value: 24 }],
  },
  { name: "two minutes left is an issue", earlier: at(100_000), now: at(110_000), says: [{ level: "issue", value: 30 }] },
  { name: "a full table has no time left, whatever the samples", now: at(262_144), says: [{ level: "issue", value: 0, limit: 900 }] },
  { name: "a table without a limit never fills", earlier: at(1, 0), now: at(100_000, 0), says: [{ level: "ok" }] },
  { name: "one sample is not evaluated", now: at(100_000), says: [{ level: "not-evaluated" }] },
  { name: "samples too close are not evaluated", earlier: at(1000), now: at(2000), windowSeconds: 0.5, says: [{ level: "not-evaluated" }] },
  { name: "a usage that may not be read is not evaluated", now: { tableUsage: missing }, says: [{ level: "not-evaluated" }] },
];
