import { type CheckCase, missing } from "./check.case.ts";
import { topItem, withEndpoints } from "./composition.case.ts";

const unanswered = (entries: number, key = "10.0.1.77") =>
  topItem(key, entries, { kinds: { udp: entries, unreplied: entries, destinationNat: entries } });
const neighbours = { incomplete: ["10.0.1.77", "10.0.1.90"] };

export const cases: readonly CheckCase[] = [
  {
    name: "an endpoint of many unanswered entries that does not answer ARP warns",
    now: { tableComposition: withEndpoints(unanswered(300)), neighbours },
    says: [
      {
        level: "warning",
        subject: "10.0.1.77",
        value: 300,
        limit: 2000,
        line: "[WARN] Stale endpoints: 10.0.1.77 has 300 of 2000 entries (~15%), 300 of them translated to it and never answered, and does not answer ARP",
      },
    ],
  },
  {
    name: "with a small part of the table it is a notice",
    now: { tableComposition: withEndpoints(unanswered(40)), neighbours },
    says: [{ level: "notice" }],
  },
  {
    name: "a few entries are left over from any pod that ends",
    now: { tableComposition: withEndpoints(unanswered(19)), neighbours },
    says: [{ level: "ok" }],
  },
  {
    name: "an endpoint that answers is ok, even with an incomplete neighbour of the same address",
    now: { tableComposition: withEndpoints(topItem("10.0.1.77", 300, { kinds: { unreplied: 10, destinationNat: 300 } })), neighbours },
    says: [{ level: "ok" }],
  },
  {
    name: "a server that nobody translates to is no endpoint of a service",
    now: { tableComposition: withEndpoints(topItem("10.0.1.77", 300, { kinds: { unreplied: 300 } })), neighbours },
    says: [{ level: "ok" }],
  },
  {
    name: "an unanswered endpoint on another node is not evaluated, and each endpoint speaks for itself",
    now: { tableComposition: withEndpoints(unanswered(300), unanswered(200, "10.9.9.9")), neighbours },
    says: [
      { level: "warning", subject: "10.0.1.77" },
      { level: "not-evaluated", subject: "10.9.9.9" },
    ],
  },
  {
    name: "neighbours that may not be read are not evaluated",
    now: { tableComposition: withEndpoints(unanswered(300)), neighbours: missing },
    says: [{ level: "not-evaluated" }],
  },
];
