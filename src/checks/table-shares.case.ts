import type { TableComposition } from "../model/table-composition.ts";
import { type CheckCase, missing } from "./check.case.ts";

const emptyTop = { exact: true, errorBound: 0, distinct: 0, items: [] };

const quiet: TableComposition = {
  total: 2000,
  malformed: 0,
  duplicates: 0,
  filteredOut: 0,
  malformedExamples: [],
  byProtocol: { tcp: 1500, udp: 500 },
  byState: { ESTABLISHED: 1400, TIME_WAIT: 90, SYN_SENT: 10 },
  byFamily: { ipv4: 2000 },
  byFlag: { assured: 1800, unreplied: 30, replied: 170 },
  byZone: { "0": 2000 },
  byNat: { none: 2000 },
  byIdleAge: { unknown: 4 },
  byAge: { unknown: 2000 },
  facts: { tcp: 1500, udp: 500, tcpUnreplied: 10, udpUnreplied: 20, established: 1400, establishedKnownIdleOverOneHour: 20, tunnel: 0 },
  timeouts: { from: "sysctl" },
  top: { sources: emptyTop, destinations: emptyTop, ports: emptyTop, endpoints: emptyTop },
};

const withFacts = (facts: Partial<TableComposition["facts"]>): TableComposition => ({ ...quiet, facts: { ...quiet.facts, ...facts } });

const loud: Readonly<Record<string, TableComposition>> = {
  "time-wait-share": { ...quiet, byState: { ESTABLISHED: 700, TIME_WAIT: 800 } },
  "udp-share": withFacts({ udp: 1000 }),
  "unreplied-share": { ...quiet, byFlag: { unreplied: 600 } },
  "syn-sent-share": { ...quiet, byState: { SYN_SENT: 450 } },
  "idle-established": withFacts({ establishedKnownIdleOverOneHour: 420 }),
  "tunnel-entries": withFacts({ tunnel: 500 }),
};

const small = (composition: TableComposition): TableComposition => ({ ...composition, total: 999 });
/** An empty table has no share of anything: 0 of 0 is not 100 %. */
const empty: TableComposition = { ...quiet, total: 0, byState: {}, byFlag: {}, facts: { ...quiet.facts, tcp: 0, udp: 0, established: 0 } };

export const cases: readonly CheckCase[] = [
  ...Object.entries(loud).flatMap(([id, composition]): readonly CheckCase[] => [
    { id, name: "an ordinary table is ok", now: { tableComposition: quiet }, says: [{ level: "ok" }] },
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
    id: "idle-established",
    name: "it says of how many the idle time is unknown",
    now: { tableComposition: quiet },
    says: [
      {
        line: "[OK] Idle ESTABLISHED share: 20 of 1400 ESTABLISHED entries idle for over 1 h (~1%); of 4 the idle time is unknown",
      },
    ],
  },
  {
    id: "udp-share",
    name: "a walk that was cut short says so",
    now: { tableComposition: { ...quiet, capped: { by: "time", because: "the time budget of 5 s ended" } } },
    says: [{ line: "[OK] UDP share: 500 of 2000 entries UDP (~25%), of the part that was read: the time budget of 5 s ended" }],
  },
];
