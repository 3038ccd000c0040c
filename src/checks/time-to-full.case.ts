import type { TableComposition } from "../model/table-composition.ts";
import { type CaseParts, type CheckCase, missing } from "./check.case.ts";
import { quietComposition } from "./composition.case.ts";

const at = (count: number, max = 262_144) => ({ tableUsage: { count, max } });
const walked = (count: number, total: number, rest: Partial<TableComposition> = {}): CaseParts => ({
  ...at(count),
  tableComposition: { ...quietComposition, total, ...rest },
});
const withTimeouts = (parts: CaseParts, sysctls: Readonly<Record<string, number>>): CaseParts => ({ ...parts, settings: { sysctls } });
const kernelDefaults = { nf_conntrack_tcp_timeout_close: 10, nf_conntrack_udp_timeout: 30, nf_conntrack_tcp_timeout_time_wait: 120 };

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
    name: "a quarter of an hour left warns, where both walks saw the growth",
    earlier: walked(100_050, 100_000),
    now: walked(100_610, 100_600),
    says: [{ level: "warning", value: 538, limit: 900, line: "[WARN] Time to full: 9 min at 300 more entries a second (161534 left)" }],
  },
  {
    name: "a count that rises by what expired, in a table that two walks saw stand still, is ok",
    earlier: walked(150_000, 60_000),
    now: walked(62_000, 60_010),
    says: [{ level: "ok" }],
  },
  {
    name: "one walk tells how much of the rise has expired at the most",
    earlier: at(100_000),
    now: walked(104_000, 101_500),
    says: [{ level: "warning", value: 211 }],
  },
  {
    name: "a rise that is less than what one walk did not find is ok",
    earlier: at(100_000),
    now: walked(104_000, 60_000),
    says: [{ level: "ok", line: "[OK] Time to full: no growth beyond chance (-40000 entries in 2 s)" }],
  },
  {
    name: "a walk that was cut short tells nothing of the rise",
    earlier: at(100_000),
    now: walked(104_000, 60_000, { capped: { by: "time", because: "after 5 s" } }),
    says: [{ level: "not-evaluated" }],
  },
  {
    name: "a rise of counts that what has expired explains is not evaluated, and says when the table is full if not",
    earlier: at(100_000),
    now: at(100_600),
    says: [
      {
        level: "not-evaluated",
        line: "[INFO] Time to full: not evaluated: 9 min at 300 more entries a second (161544 left), if they live: what has expired is counted until the kernel collects it",
      },
    ],
  },
  {
    name: "a steeper one as well",
    earlier: withTimeouts(at(100_000), kernelDefaults),
    now: withTimeouts(at(110_000), kernelDefaults),
    says: [{ level: "not-evaluated" }],
  },
  {
    name: "a rise by more than the shortest timeout could have let expire is growth",
    earlier: withTimeouts(at(100_000), kernelDefaults),
    now: withTimeouts(at(122_000), kernelDefaults),
    says: [{ level: "issue", value: 13 }],
  },
  {
    name: "a rise that outlasts the collector's longest turn is growth",
    earlier: at(100_000),
    now: at(136_000),
    windowSeconds: 120,
    says: [{ level: "warning", value: 420 }],
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
  {
    name: "two minutes left is an issue",
    earlier: walked(100_000, 100_000),
    now: walked(110_000, 110_000),
    says: [{ level: "issue", value: 30 }],
  },
  { name: "a full table has no time left, whatever the samples", now: at(262_144), says: [{ level: "issue", value: 0, limit: 900 }] },
  { name: "a table without a limit never fills", earlier: at(1, 0), now: at(100_000, 0), says: [{ level: "ok" }] },
  { name: "one sample is not evaluated", now: at(100_000), says: [{ level: "not-evaluated" }] },
  { name: "samples too close are not evaluated", earlier: at(1000), now: at(2000), windowSeconds: 0.5, says: [{ level: "not-evaluated" }] },
  { name: "a usage that may not be read is not evaluated", now: { tableUsage: missing }, says: [{ level: "not-evaluated" }] },
];
