import type { CheckCase } from "./check.case.ts";

const at = (entries: number, tableFulls?: number) => ({
  neighbourTable: [
    { family: 4, entries, gcThresh1: 128, gcThresh2: 512, gcThresh3: 1024, ...(tableFulls === undefined ? {} : { tableFulls }) } as const,
  ],
});

export const cases: readonly CheckCase[] = [
  {
    name: "a few neighbours are ok",
    now: at(40),
    says: [{ level: "ok", subject: "IPv4", line: "[OK] Neighbour table IPv4: 40 / 1024 (~3%)", limit: 1024 }],
  },
  { name: "from 70 % it is a notice", now: at(720), says: [{ level: "notice" }] },
  { name: "from 90 % it warns", now: at(922), says: [{ level: "warning" }] },
  { name: "a refused entry within the window is an issue", earlier: at(1024, 3), now: at(1000, 9), says: [{ level: "issue" }] },
  { name: "refusals of long ago are none of today", earlier: at(10, 9), now: at(10, 9), says: [{ level: "ok" }] },
  { name: "a node without neighbour tables is not evaluated", now: { neighbourTable: [] }, says: [{ level: "not-evaluated" }] },
];
