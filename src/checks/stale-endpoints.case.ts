import type { AddressClaim, AddressOwners } from "../model/address-owners.ts";
import { type CheckCase, caseTakenAtMs, missing } from "./check.case.ts";
import { topItem, withEndpoints } from "./composition.case.ts";

const unanswered = (entries: number, key = "10.0.1.77") =>
  topItem(key, entries, { kinds: { udp: entries, unreplied: entries, destinationNat: entries } });
const neighbours = { incomplete: ["10.0.1.77", "10.0.1.90"] };

const claim = (address: string, name: string, times: Pick<AddressClaim, "sinceMs" | "untilMs"> = {}): AddressClaim => ({
  address,
  owner: { kind: "pod", name, namespace: "shop" },
  ...times,
});
const owners = (...claims: readonly AddressClaim[]): AddressOwners => ({
  ...{ from: ["Kubernetes API"], claims, services: [], nodePorts: [], nodes: [], sockets: [] },
});
/** As an agent has them. */
const ownNodeOwners = (...claims: readonly AddressClaim[]): AddressOwners => ({ ...owners(...claims), isOfOwnNodeOnly: true });
const ago = (seconds: number) => caseTakenAtMs - seconds * 1000;

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
  {
    name: "an endpoint whose pod has ended is gone wherever it was, by its name and when",
    now: {
      tableComposition: withEndpoints(unanswered(300, "10.9.9.9")),
      neighbours,
      addressOwners: owners(claim("10.9.9.9", "web-1", { sinceMs: ago(9000), untilMs: ago(240) })),
    },
    says: [
      {
        level: "warning",
        subject: "10.9.9.9",
        line: "[WARN] Stale endpoints: 10.9.9.9 (shop/web-1) has 300 of 2000 entries (~15%), 300 of them translated to it and never answered, and has ended 4 min ago",
      },
    ],
  },
  {
    name: "names tell of an endpoint that is gone although no neighbour could be read",
    now: {
      tableComposition: withEndpoints(unanswered(40, "10.9.9.9")),
      neighbours: missing,
      addressOwners: owners(claim("10.9.9.9", "web-1", { untilMs: ago(10) })),
    },
    says: [{ level: "notice" }],
  },
  {
    name: "an address that another pod has got since is not stale",
    now: {
      tableComposition: withEndpoints(unanswered(300, "10.9.9.9")),
      neighbours,
      addressOwners: owners(claim("10.9.9.9", "web-1", { untilMs: ago(240) }), claim("10.9.9.9", "web-2", { sinceMs: ago(200) })),
    },
    says: [{ level: "ok", line: "[OK] Stale endpoints: none; shop/web-2 at 10.9.9.9 runs and does not answer" }],
  },
  {
    name: "an address that nobody has ever claimed may be anything, also where names are known",
    now: {
      tableComposition: withEndpoints(unanswered(300, "10.9.9.9")),
      neighbours,
      addressOwners: owners(claim("10.9.9.8", "web-1", { untilMs: ago(240) })),
    },
    says: [{ level: "not-evaluated", subject: "10.9.9.9" }],
  },
  {
    name: "a pod that is said to run and does not answer ARP is named",
    now: { tableComposition: withEndpoints(unanswered(300)), neighbours, addressOwners: owners(claim("10.0.1.77", "web-3")) },
    says: [{ level: "warning", subject: "10.0.1.77" }],
  },
  {
    name: "an agent that knows its own node's pods says nothing of an address that none of them was seen at, whatever ARP says",
    now: { tableComposition: withEndpoints(unanswered(300)), neighbours, addressOwners: ownNodeOwners(claim("10.0.1.9", "web-1")) },
    says: [
      {
        level: "not-evaluated",
        subject: "10.0.1.77",
        line: "[INFO] Stale endpoints (10.0.1.77): not evaluated: 300 entries, 300 of them translated to it and never answered; the reply source is on another node: its address is of no pod that was seen on this one and does not answer ARP here; whether it is gone can be told by who watches endpoints (ullage agent --watch-endpoints)",
      },
    ],
  },
  {
    name: "an agent says nothing of an address outside of its node's range, although a pod had it here and is gone",
    now: {
      tableComposition: withEndpoints(unanswered(300, "10.9.9.9")),
      neighbours,
      addressOwners: ownNodeOwners({ ...claim("10.9.9.9", "web-1", { untilMs: ago(240) }), mayBeElsewhere: true }),
    },
    says: [{ level: "not-evaluated", subject: "10.9.9.9" }],
  },
  {
    name: "an agent names a pod of its node's range that it saw and that is gone",
    now: {
      tableComposition: withEndpoints(unanswered(300, "10.9.9.9")),
      neighbours,
      addressOwners: ownNodeOwners(claim("10.9.9.9", "web-1", { untilMs: ago(240) })),
    },
    says: [{ level: "warning", subject: "10.9.9.9" }],
  },
  {
    name: "without suspects there is nothing to ask the neighbours",
    now: { tableComposition: withEndpoints(topItem("10.0.1.77", 300, { kinds: { destinationNat: 300 } })), neighbours: missing },
    says: [{ level: "ok" }],
  },
];
