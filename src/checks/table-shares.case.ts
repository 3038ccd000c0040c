import type { TableComposition } from "../model/table-composition.ts";
import { type CheckCase, missing } from "./check.case.ts";
import { quietComposition } from "./composition.case.ts";

const withFacts = (facts: Partial<TableComposition["facts"]>): TableComposition => ({
  ...quietComposition,
  facts: { ...quietComposition.facts, ...facts },
});

const loud: Readonly<Record<string, TableComposition>> = {
  "time-wait-share": { ...quietComposition, byState: { ESTABLISHED: 700, TIME_WAIT: 800 } },
  "udp-share": withFacts({ udp: 1000 }),
  "unreplied-share": { ...quietComposition, byFlag: { unreplied: 600 } },
  "syn-sent-share": { ...quietComposition, byState: { SYN_SENT: 450 } },
  "idle-established": withFacts({ establishedKnownIdleOverOneHour: 420 }),
  "tunnel-entries": withFacts({ tunnel: 500 }),
};

const small = (composition: TableComposition): TableComposition => ({ ...composition, total: 999 });
/** An empty table has no share of anything: 0 of 0 is not 100 %. */
const empty: TableComposition = {
  ...quietComposition,
  total: 0,
  byState: {},
  byFlag: {},
  facts: { ...quietComposition.facts, tcp: 0, udp: 0, established: 0 },
};

export const cases: readonly CheckCase[] = [
  ...Object.entries(loud).flatMap(([id, composition]): readonly CheckCase[] => [
    { id, name: "an ordinary table is ok", now: { tableComposition: quietComposition }, says: [{ level: "ok" }] },
    { id, name: "a share at its threshold warns", now: { tableComposition: composition }, says: [{ level: "warning" }] },
    { id, name: "in a small table it is a notice", now: { tableComposition: small(composition) }, says: [{ level: "notice" }] },
    {
      id,
      name: "far below the limit it is a notice",
      now: { tableComposition: composition, tableUsage: { count: 2000, max: 262_144 } },
      says: [{ level: "notice" }],
    },
    {
      id,
      name: "with a tenth of the limit it warns",
      now: { tableComposition: composition, tableUsage: { count: 2000, max: 20_000 } },
      says: [{ level: "warning" }],
    },
    { id, name: "a table that was not walked is not evaluated", now: { tableComposition: missing }, says: [{ level: "not-evaluated" }] },
  ]),
  { id: "time-wait-share", name: "an empty table is ok", now: { tableComposition: empty }, says: [{ level: "ok", value: 0, limit: 0 }] },
  {
    id: "time-wait-share",
    name: "most of the few TCP entries in a table of UDP are no churn",
    now: { tableComposition: { ...withFacts({ tcp: 100, udp: 1900 }), byState: { ESTABLISHED: 40, TIME_WAIT: 60 } } },
    says: [{ level: "ok", value: 60, limit: 100 }],
  },
  {
    id: "idle-established",
    name: "it says of how many the idle time is unknown",
    now: { tableComposition: quietComposition },
    says: [
      {
        line: "[OK] Idle ESTABLISHED share: 20 of 1400 ESTABLISHED entries idle for over 1 h (~1%); of 4 the idle time is unknown",
      },
    ],
  },
  {
    id: "udp-share",
    name: "a walk that was cut short says so",
    now: { tableComposition: { ...quietComposition, capped: { by: "time", because: "the time budget of 5 s ended" } } },
    says: [{ line: "[OK] UDP share: 500 of 2000 entries UDP (~25%), of the part that was read: the time budget of 5 s ended" }],
  },
];
