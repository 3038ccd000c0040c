import { type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import { type CheckCase, missing } from "./check.case.ts";
import { quietComposition, topItem, withSources } from "./composition.case.ts";

const podsOf = (workload: string, ...addresses: readonly string[]): AddressOwners["claims"] =>
  addresses.map((address, at) => ({
    address,
    owner: {
      kind: "pod",
      name: `${workload}-${at}`,
      namespace: "shop",
      workload: { kind: "Deployment", namespace: "shop", name: workload },
    },
  }));
const named = (...claims: readonly AddressOwners["claims"][]): AddressOwners => ({ ...noAddressOwners, claims: claims.flat() });
const sources = withSources(topItem("10.0.1.5", 200), topItem("10.0.1.6", 190), topItem("10.0.1.7", 180));
const cut = { ...sources, top: { ...sources.top, sources: { ...sources.top.sources, distinct: 40 } } };

export const cases: readonly CheckCase[] = [
  {
    name: "the pods of one workload are added up",
    now: { tableComposition: sources, addressOwners: named(podsOf("web", "10.0.1.5", "10.0.1.6", "10.0.1.7")) },
    says: [
      {
        ...{ level: "notice", subject: "Deployment shop/web", value: 570, limit: 2000 },
        line: "[OK] Largest workload: Deployment shop/web (3 pods) has 570 of 2000 entries (~28%)",
      },
    ],
  },
  {
    name: "two workloads stay two",
    now: { tableComposition: sources, addressOwners: named(podsOf("web", "10.0.1.5", "10.0.1.6"), podsOf("api", "10.0.1.7")) },
    says: [{ level: "ok", value: 390, line: "[OK] Largest workload: Deployment shop/web (2 pods) has 390 of 2000 entries (~19%)" }],
  },
  {
    name: "where the list of clients ends before some of its pods it has at least so many",
    now: { tableComposition: cut, addressOwners: named(podsOf("web", "10.0.1.5", "10.0.1.6", "10.0.1.90")) },
    says: [{ level: "ok", line: "[OK] Largest workload: Deployment shop/web (2 pods) has at least 390 of 2000 entries (~19%)" }],
  },
  {
    name: "a list that ends behind all of its pods has them all",
    now: { tableComposition: cut, addressOwners: named(podsOf("web", "10.0.1.5", "10.0.1.6")) },
    says: [{ level: "ok", line: "[OK] Largest workload: Deployment shop/web (2 pods) has 390 of 2000 entries (~19%)" }],
  },
  {
    name: "the node itself is no workload",
    now: {
      tableComposition: withSources(topItem("192.168.0.1", 900)),
      addressOwners: { ...noAddressOwners, nodes: [{ address: "192.168.0.1", name: "worker-1", isOwn: true }] },
    },
    says: [{ level: "ok", value: 0, line: "[OK] Largest workload: no client has a name" }],
  },
  {
    name: "in a small table nobody stands out",
    now: {
      tableComposition: { ...withSources(topItem("10.0.1.5", 500, { of: 600 })), total: 600 },
      addressOwners: named(podsOf("web", "10.0.1.5")),
    },
    says: [{ level: "ok" }],
  },
  {
    name: "without names it is not evaluated",
    now: { tableComposition: quietComposition, addressOwners: missing },
    says: [{ level: "not-evaluated" }],
  },
  {
    name: "a table that was not walked is not evaluated",
    now: { tableComposition: missing, addressOwners: named() },
    says: [{ level: "not-evaluated" }],
  },
];
