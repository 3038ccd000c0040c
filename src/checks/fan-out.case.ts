import { type CheckCase, missing } from "./check.case.ts";
import { topItem, withSources } from "./composition.case.ts";

const scanner = withSources(topItem("10.0.1.5", 600, { peers: 240 }));

export const cases: readonly CheckCase[] = [
  {
    name: "a client with a quarter of the table towards hundreds of destinations warns",
    now: { tableComposition: scanner },
    says: [
      {
        level: "warning",
        subject: "10.0.1.5",
        value: 600,
        limit: 2000,
        line: "[WARN] Fan-out: 10.0.1.5 has 600 of 2000 entries (~30%) towards about 240 destinations",
      },
    ],
  },
  {
    name: "far below the limit it is a notice",
    now: { tableComposition: scanner, tableUsage: { count: 2000, max: 262_144 } },
    says: [{ level: "notice" }],
  },
  {
    name: "a large client of few destinations is ok",
    now: { tableComposition: withSources(topItem("10.0.1.5", 1500, { peers: 3 })) },
    says: [{ level: "ok", value: 1500, limit: 2000 }],
  },
  {
    name: "a small client of many destinations is ok, and needs no count of them",
    now: { tableComposition: withSources(topItem("10.0.1.5", 400)) },
    says: [{ level: "ok", value: 0 }],
  },
  {
    name: "a large client whose destinations were not counted is not evaluated",
    now: { tableComposition: withSources(topItem("10.0.1.5", 1500)) },
    says: [{ level: "not-evaluated", subject: "10.0.1.5" }],
  },
  { name: "a table that was not walked is not evaluated", now: { tableComposition: missing }, says: [{ level: "not-evaluated" }] },
];
