import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import type { Flow } from "../../model/flow.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { type Owner, ownerText } from "../../model/owner.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import type { FlowEnd } from "./flow-end.ts";
import { flowOfRow } from "./flow-of-row.ts";
import { OwnerHistory, type SeenAt } from "./owner-history.ts";

const pod = (name: string): Owner => ({ kind: "pod", name, namespace: "shop" });
const service = (name: string): Owner => ({ kind: "service", name, namespace: "shop" });
const seconds = 1000;
const now: SeenAt = { atMs: 1000 * seconds, isKnown: true };

const owners: AddressOwners = {
  ...noAddressOwners,
  from: ["a test"],
  claims: [
    { address: "10.0.1.5", owner: pod("checkout") },
    { address: "10.0.2.53", owner: pod("dns") },
    { address: "10.0.1.7", owner: pod("before"), sinceMs: 100 * seconds, untilMs: 500 * seconds },
    { address: "10.0.1.7", owner: pod("after"), sinceMs: 500 * seconds },
    { address: "10.0.1.8", owner: pod("late"), sinceMs: 800 * seconds },
    { address: "192.168.1.11", owner: pod("on-host-network") },
    { address: "10.0.1.9", owner: pod("gone"), sinceMs: 100 * seconds, untilMs: 200 * seconds },
  ],
  services: [{ address: "10.96.0.10", protocol: ipProtocol.udp, port: 53, owner: service("dns") }],
  nodePorts: [{ protocol: ipProtocol.tcp, port: 30_080, owner: service("web") }],
  nodes: [
    { address: "192.168.1.10", name: "node-a", isOwn: true },
    { address: "192.168.1.11", name: "node-b", isOwn: false },
  ],
  sockets: [
    { protocol: ipProtocol.tcp, port: 10_250, owner: { kind: "unit", name: "kubelet.service" } },
    { protocol: ipProtocol.tcp, port: 50_000, owner: { kind: "process", name: "curl" } },
  ],
};
const history = new OwnerHistory(owners);

function flowOf(row: FlowRow): Flow {
  return flowOfRow(flowBatchOf([row]), 0);
}

function whose(row: FlowRow, end: FlowEnd, seen: SeenAt = now): string {
  const { owner, others, onlySinceMs } = history.ownerOf(flowOf(row), end, seen);
  const text = (one: Owner) => `${one.kind} ${ownerText(one)}`;
  const since = onlySinceMs === undefined ? "" : ` only since ${onlySinceMs / seconds}`;
  return owner === undefined ? "nobody" : `${[owner, ...others].map(text).join(" or ")}${since}`;
}

const dns: FlowRow = {
  from: "10.0.1.5",
  to: "10.96.0.10",
  ports: [41_234, 53],
  replyFrom: "10.0.2.53",
  replyTo: "192.168.1.10",
  replyPorts: [53, 50_000],
  protocol: ipProtocol.udp,
};

for (const [what, row, end, expected] of [
  ["the pod that asks", dns, "client", "pod shop/checkout"],
  ["the service that is asked", dns, "destination", "service shop/dns"],
  ["the pod that answers", dns, "endpoint", "pod shop/dns"],
  ["the node that lends its address, and not whoever holds that port there", { ...dns, protocol: ipProtocol.tcp }, "seenAs", "node node-a"],
  ["a port that the service does not have", { ...dns, ports: [1, 54] }, "destination", "service shop/dns"],
  ["a service by its port on a node", { from: "10.9.9.9", to: "192.168.1.11", ports: [1, 30_080] }, "destination", "service shop/web"],
  ["who holds a port of this node", { from: "10.9.9.9", to: "192.168.1.10", ports: [1, 10_250] }, "endpoint", "unit kubelet.service"],
  ["another node, whatever is held here", { from: "10.9.9.9", to: "192.168.1.11", ports: [1, 10_250] }, "endpoint", "node node-b"],
  ["a client on this node by its socket", { from: "192.168.1.10", to: "10.9.9.9", ports: [50_000, 80] }, "client", "process curl"],
  ["the same seen from the other side", { from: "192.168.1.10", to: "10.9.9.9", ports: [50_000, 80] }, "seenAs", "process curl"],
  ["a port of the loopback", { from: "127.0.0.1", to: "127.0.0.1", ports: [1, 10_250] }, "destination", "unit kubelet.service"],
  ["an address that nobody has", { from: "10.9.9.9", to: "10.9.9.8" }, "client", "nobody"],
] as const) {
  test(`${what}: ${expected}`, () => assert.equal(whose(row, end), expected));
}

for (const [what, address, atSeconds, expected] of [
  ["while the first had it", "10.0.1.7", 300, "pod shop/before"],
  ["while the second has it", "10.0.1.7", 700, "pod shop/after"],
  ["within the error of clocks of the change", "10.0.1.7", 501, "pod shop/after or pod shop/before"],
  ["before anybody is known to have had it", "10.0.1.8", 300, "pod shop/late only since 800"],
  ["after its last one", "10.0.1.9", 700, "pod shop/gone"],
] as const) {
  test(`an entry last alive ${what} is of ${expected}`, () => {
    const row: FlowRow = { from: address, to: "10.9.9.9" };
    assert.equal(whose(row, "client", { atMs: atSeconds * seconds, isKnown: true }), expected);
  });
}

test("an entry of which nobody knows when it was alive may be of everybody who had the address", () => {
  assert.equal(whose({ from: "10.0.1.7", to: "10.9.9.9" }, "client", { ...now, isKnown: false }), "pod shop/after or pod shop/before");
});
