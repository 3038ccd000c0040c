import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { Owner } from "../../model/owner.ts";
import { type TableTraffic, trafficDimensions } from "../../model/table-traffic.ts";
import type { FlowPredicate } from "../flow-filter.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { OwnerIndex } from "../owners/owner-index.ts";
import { groupFilter } from "./group-filter.ts";
import { TrafficCounter } from "./traffic-counter.ts";

const nowMs = Date.UTC(2026, 0, 15, 12);
const pod = (name: string, workload: string): Owner => ({
  kind: "pod",
  name,
  namespace: "shop",
  workload: { kind: "Deployment", namespace: "shop", name: workload },
});

const owners: AddressOwners = {
  ...noAddressOwners,
  from: ["test"],
  claims: [
    { address: "10.0.0.1", owner: pod("cart-1", "cart") },
    { address: "10.0.0.2", owner: pod("cart-2", "cart") },
    { address: "10.0.0.3", owner: pod("gone", "old"), untilMs: nowMs - 60_000 },
    { address: "10.0.0.3", owner: pod("pay-1", "pay"), sinceMs: nowMs - 50_000 },
    { address: "fd00::1", owner: pod("pay-1", "pay") },
  ],
  services: [{ address: "10.96.0.1", protocol: 6, port: 80, owner: { kind: "service", name: "web", namespace: "shop" } }],
  nodePorts: [{ protocol: 6, port: 30_080, owner: { kind: "service", name: "web", namespace: "shop" } }],
  nodes: [
    { address: "10.0.1.1", name: "node-a", isOwn: true },
    { address: "10.0.1.2", name: "node-b", isOwn: false },
  ],
  sockets: [{ protocol: 6, port: 6443, owner: { kind: "unit", name: "kubelet.service" } }],
};

const anyAddress = fc.constantFrom(
  "10.0.0.1",
  "10.0.0.2",
  "10.0.0.3",
  "10.0.1.1",
  "10.0.1.2",
  "10.96.0.1",
  "127.0.0.1",
  "198.51.100.7",
  "198.51.100.8",
);
const anyRow: fc.Arbitrary<FlowRow> = fc.record({
  protocol: fc.constantFrom(ipProtocol.tcp, ipProtocol.udp, ipProtocol.icmp),
  state: fc.constantFrom(1, 3, 7),
  timeout: fc.constantFrom(5, 110, 86_000, 431_000),
  from: anyAddress,
  to: anyAddress,
  replyFrom: anyAddress,
  ports: fc.tuple(fc.integer({ min: 1024, max: 1400 }), fc.constantFrom(80, 53, 4789, 6443, 30_080)),
});

function counted(rows: readonly FlowRow[], index: OwnerIndex | undefined, filter?: FlowPredicate): TableTraffic {
  const counter = new TrafficCounter({
    timeouts: kernelDefaultTimeouts,
    nowMs,
    topGroups: 1000,
    ...(index === undefined ? {} : { owners: index }),
    ...(filter === undefined ? {} : { filter }),
  });
  counter.add(flowBatchOf(rows));
  return counter.compose();
}

for (const [what, known] of [
  ["with names", owners],
  ["without any", undefined],
] as const) {
  test(`the filter of a group lets through just the entries that the group counts, ${what}`, () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 60 }), fc.constantFrom(...trafficDimensions), (rows, dimension) => {
        const index = known === undefined ? undefined : new OwnerIndex(known, nowMs);
        const names = { timeouts: kernelDefaultTimeouts, nowMs, ...(index === undefined ? {} : { owners: index }) };
        for (const { key, entries } of counted(rows, index).by[dimension].groups)
          assert.equal(counted(rows, index, groupFilter(dimension, key, names)).total, entries, `${dimension} ${key}`);
      }),
    );
  });
}

test("a key that nothing has lets nothing through", () => {
  const rows: readonly FlowRow[] = [{ protocol: ipProtocol.tcp, state: 3, from: "10.0.0.1", to: "10.96.0.1" }];
  const names = { timeouts: kernelDefaultTimeouts, nowMs, owners: new OwnerIndex(owners, nowMs) };
  for (const dimension of trafficDimensions)
    assert.equal(counted(rows, names.owners, groupFilter(dimension, "nobody/at-all", names)).total, 0, dimension);
});
