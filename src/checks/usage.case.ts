import { type CheckCase, missing } from "./check.case.ts";

const table = (count: number, max = 262_144) => ({ tableUsage: { count, max } });

export const cases: readonly CheckCase[] = [
  {
    name: "a nearly empty table is ok",
    now: table(621),
    says: [{ level: "ok", line: "[OK] Conntrack usage: 621 / 262144 (~0%)", value: 621, limit: 262_144 }],
  },
  {
    name: "below 70 % it is ok",
    now: table(699, 1000),
    says: [{ level: "ok", line: "[OK] Conntrack usage: 699 / 1000 (~69%)" }],
  },
  {
    name: "from 70 % it is a notice that still reads [OK]",
    now: table(720, 1000),
    says: [{ level: "notice", line: "[OK] Conntrack usage: 720 / 1000 (~72%)" }],
  },
  { name: "from 85 % it warns", now: table(850, 1000), says: [{ level: "warning", line: "[WARN] Conntrack usage high: 85%" }] },
  {
    name: "from 95 % it is an issue",
    now: table(958, 1000),
    says: [{ level: "issue", line: "[ISSUE] Conntrack nearly exhausted: 958 / 1000 (95%)" }],
  },
  {
    name: "at the limit it says exhausted",
    now: table(262_144),
    says: [{ level: "issue", line: "[ISSUE] Conntrack exhausted: 262144 / 262144 (100%)" }],
  },
  {
    name: "a limit lowered below the count is exhausted, not more than full",
    now: table(2000, 1000),
    says: [{ level: "issue", line: "[ISSUE] Conntrack exhausted: 2000 / 1000 (100%)" }],
  },
  { name: "a limit of 0 means unlimited", now: table(5000, 0), says: [{ level: "ok", value: 5000 }] },
  { name: "a threshold can be set", now: table(500, 1000), settings: { warningRatio: 0.5 }, says: [{ level: "warning" }] },
  {
    name: "what could not be read is not zero",
    now: { tableUsage: missing },
    says: [{ level: "not-evaluated", line: "[INFO] Conntrack usage: not evaluated: no permission to read tableUsage" }],
  },
];
