import type { TopItem } from "../model/table-composition.ts";
import { type CheckCase, missing } from "./check.case.ts";
import { quietComposition, topItem, withSources } from "./composition.case.ts";

const localAddresses = ["127.0.0.1", "10.0.1.1"];
const node = (timeWait: number, peers = 40) => topItem("10.0.1.1", timeWait + 10, { kinds: { timeWait }, peers });
const at = (...items: readonly TopItem[]) => ({ tableComposition: withSources(...items), localAddresses });

export const cases: readonly CheckCase[] = [
  {
    name: "probes of a quarter of the table warn",
    now: at(node(600)),
    says: [
      {
        level: "warning",
        subject: "10.0.1.1",
        value: 600,
        limit: 2000,
        line: "[WARN] Probe entries: 600 of 2000 entries (~30%) are closed connections of the node itself to many destinations",
      },
    ],
  },
  {
    name: "far below the limit they are a notice",
    now: { ...at(node(600)), tableUsage: { count: 2000, max: 262_144 } },
    says: [{ level: "notice" }],
  },
  { name: "a few probes are ok", now: at(node(100)), says: [{ level: "ok", value: 100, limit: 2000 }] },
  { name: "closed connections to one upstream are no probes", now: at(node(900, 2)), says: [{ level: "ok", value: 0 }] },
  {
    name: "another client's closed connections are no probes",
    now: at(topItem("10.0.1.5", 900, { kinds: { timeWait: 900 }, peers: 40 })),
    says: [{ level: "ok", value: 0 }],
  },
  {
    name: "entries of the node that were not told apart are not evaluated",
    now: at(topItem("10.0.1.1", 900)),
    says: [{ level: "not-evaluated" }],
  },
  { name: "an empty table is ok", now: { tableComposition: { ...quietComposition, total: 0 }, localAddresses }, says: [{ level: "ok" }] },
  {
    name: "without the node's addresses it is not evaluated",
    now: { ...at(node(600)), localAddresses: missing },
    says: [{ level: "not-evaluated" }],
  },
];
