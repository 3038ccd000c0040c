import { type CheckCase, missing } from "./check.case.ts";
import { quietComposition, topItem, withSources } from "./composition.case.ts";

export const cases: readonly CheckCase[] = [
  {
    name: "clients of equal size are ok",
    now: { tableComposition: withSources(topItem("10.0.1.5", 400), topItem("10.0.1.6", 390)) },
    says: [{ level: "ok", value: 400, limit: 2000, line: "[OK] Largest client: 10.0.1.5 has 400 of 2000 entries (~20%)" }],
  },
  {
    name: "a client with a quarter is a notice and named",
    now: { tableComposition: withSources(topItem("10.0.1.5", 500)) },
    says: [{ level: "notice", subject: "10.0.1.5", value: 500, limit: 2000 }],
  },
  {
    name: "in a small table nobody stands out",
    now: { tableComposition: { ...withSources(topItem("10.0.1.5", 500, { of: 600 })), total: 600 } },
    says: [{ level: "ok" }],
  },
  {
    name: "an empty table is ok",
    now: { tableComposition: { ...quietComposition, total: 0 } },
    says: [{ level: "ok", value: 0, limit: 0 }],
  },
  { name: "a table that was not walked is not evaluated", now: { tableComposition: missing }, says: [{ level: "not-evaluated" }] },
];
