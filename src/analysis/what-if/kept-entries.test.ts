import assert from "node:assert/strict";
import { test } from "node:test";
import { type FlowRow, flowBatchOf } from "../../flows/flow-row.case.ts";
import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { TrafficCounter } from "../../flows/traffic/traffic-counter.ts";
import { noAddressOwners } from "../../model/address-owners.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { Owner } from "../../model/owner.ts";
import { keptEntries } from "./kept-entries.ts";
import type { Scenario } from "./scenario.ts";

const nowMs = Date.UTC(2026, 0, 15, 12);
const pod = (name: string, workload: string): Owner => ({
  ...{ kind: "pod", name, namespace: "shop" },
  workload: { kind: "Deployment", namespace: "shop", name: workload },
});
const owners = new OwnerIndex(
  {
    ...noAddressOwners,
    claims: [
      { address: "10.0.0.1", owner: pod("cart-1", "cart") },
      { address: "10.0.0.2", owner: pod("cart-2", "cart") },
      { address: "10.0.0.3", owner: pod("pay-1", "pay") },
    ],
  },
  nowMs,
);
const names = { owners, timeouts: { udp: 30 }, nowMs };

const rows: readonly FlowRow[] = [
  { from: "10.0.0.1", to: "10.0.0.3", ports: [40_001, 443] },
  { from: "10.0.0.3", to: "10.0.0.2", ports: [40_002, 80] },
  // Through a service: the port that was asked for is 80, the endpoint's 8080.
  { from: "10.0.0.3", to: "10.96.0.1", replyFrom: "10.0.0.1", ports: [40_003, 80], replyPorts: [8080, 40_003] },
  { from: "10.0.0.3", to: "10.96.0.10", ports: [40_004, 53], protocol: ipProtocol.udp },
  { from: "10.0.0.3", to: "10.96.0.10", ports: [40_005, 53] },
  { from: "198.51.100.7", to: "10.0.0.3", ports: [40_006, 443] },
];
const batch = flowBatchOf(rows);

const cases: readonly (readonly [what: string, scenario: Scenario, kept: readonly number[]])[] = [
  ["a workload is taken out as client and as server, also behind a service", { remove: ["Deployment shop/cart"] }, [3, 4, 5]],
  ["an address without a name goes by its address", { remove: ["198.51.100.7"] }, [0, 1, 2, 3, 4]],
  ["an address with a name does not", { remove: ["10.0.0.1"] }, [0, 1, 2, 3, 4, 5]],
  ["a port is one of its protocol", { untrack: [{ protocol: "udp", port: 53 }] }, [0, 1, 2, 4, 5]],
  ["a port is the one that was asked for", { untrack: [{ protocol: "tcp", port: 8080 }] }, [0, 1, 2, 3, 4, 5]],
  [
    "what two take out is out once",
    { remove: ["Deployment shop/cart", "Deployment shop/pay"], untrack: [{ protocol: "tcp", port: 80 }] },
    [],
  ],
];

for (const [what, scenario, kept] of cases) {
  test(what, () => {
    const isKept = keptEntries(scenario, names);
    assert.deepEqual(
      rows.flatMap((_, row) => (isKept?.(batch, row) === true ? [row] : [])),
      kept,
    );
  });
}

test("nothing taken out needs no second counting", () => assert.equal(keptEntries({ max: 5 }, names), undefined));

test("what is kept and what a workload is client or server of make the whole table", () => {
  const count = (scenario: Scenario) => {
    const filter = keptEntries(scenario, names);
    const counter = new TrafficCounter({ ...names, ...(filter === undefined ? {} : { filter }) });
    counter.add(batch);
    return counter.compose();
  };
  const all = count({});
  const pay = all.by.workload.groups.find(({ key }) => key === "Deployment shop/pay");
  assert.deepEqual([all.total, count({ remove: ["Deployment shop/pay"] }).total, pay?.entries, pay?.asServer], [6, 0, 4, 2]);
});
