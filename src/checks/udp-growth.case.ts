import type { CheckCase } from "./check.case.ts";
import { quietComposition } from "./composition.case.ts";

const at = (udp: number) => ({ tableComposition: { ...quietComposition, facts: { ...quietComposition.facts, udp } } });
const capped = { by: "time", because: "the time budget of 5 s ended" } as const;

export const cases: readonly CheckCase[] = [
  { name: "UDP that stands still is ok", earlier: at(500), now: at(510), says: [{ level: "ok", value: 10, limit: 500 }] },
  { name: "UDP that shrinks is ok", earlier: at(5000), now: at(500), says: [{ level: "ok", value: -4500 }] },
  { name: "a few percent of much UDP are what two walks differ by", earlier: at(50_000), now: at(50_900), says: [{ level: "ok" }] },
  { name: "growth is a notice", earlier: at(500), now: at(900), says: [{ level: "notice", value: 400, limit: 500 }] },
  {
    name: "growth far from the limit is a notice",
    earlier: at(500),
    now: { ...at(900), tableUsage: { count: 1000, max: 262_144 } },
    says: [{ level: "notice" }],
  },
  {
    name: "growth that fills the table soon warns",
    earlier: at(500),
    now: { ...at(900), tableUsage: { count: 10_000, max: 20_000 } },
    says: [
      { level: "warning", line: "[WARN] UDP growth: 400 entries in 2 s, from 500 to 900; at this rate it fills what is left in 50 s" },
    ],
  },
  {
    name: "a walk that was cut short is not compared",
    earlier: at(500),
    now: { tableComposition: { ...at(900).tableComposition, capped } },
    says: [{ level: "not-evaluated" }],
  },
  { name: "one walk is not evaluated", now: at(900), says: [{ level: "not-evaluated" }] },
];
