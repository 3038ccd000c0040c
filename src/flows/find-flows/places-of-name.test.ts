import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { formatAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { Owner } from "../../model/owner.ts";
import { flowBatchOf } from "../flow-row.case.ts";
import { flowOfRow } from "./flow-of-row.ts";
import { placesOfName, type WantedName } from "./places-of-name.ts";

const workload = { kind: "Deployment", namespace: "shop", name: "checkout" };
const first: Owner = { kind: "pod", namespace: "shop", name: "checkout-1", workload };
const second: Owner = { kind: "pod", namespace: "shop", name: "checkout-2", workload };
const stranger: Owner = { kind: "pod", namespace: "shop", name: "cart-1" };
const service: Owner = { kind: "service", namespace: "shop", name: "checkout" };
const kubelet: Owner = { kind: "unit", name: "kubelet.service" };

const owners: AddressOwners = {
  ...noAddressOwners,
  claims: [
    { address: "10.0.1.1", owner: first },
    { address: "fd00::1", owner: first },
    { address: "10.0.1.2", owner: second, untilMs: 500 },
    { address: "10.0.1.2", owner: stranger, sinceMs: 500 },
  ],
  services: [{ address: "10.96.0.1", protocol: ipProtocol.tcp, port: 443, owner: service }],
  nodePorts: [{ protocol: ipProtocol.tcp, port: 30_443, owner: service }],
  nodes: [
    { address: "192.168.1.10", name: "node-a", isOwn: true },
    { address: "192.168.1.11", name: "node-b", isOwn: false },
  ],
  sockets: [{ protocol: ipProtocol.tcp, port: 10_250, owner: kubelet }],
};

function placed(wanted: WantedName) {
  const found = placesOfName(owners, wanted, () => ({ others: [] }));
  return {
    meant: found?.meant.map(({ name, addresses }) => `${name} (${addresses})`),
    places: found?.places.map(({ network, port }) =>
      [network && formatAddress(...network.words), port].filter((part) => part !== undefined).join(" "),
    ),
  };
}

const podPlaces = ["10.0.1.1", "fd00::1", "10.0.1.2"];
const servicePlaces = ["10.96.0.1 443", "192.168.1.10 30443"];

for (const [what, wanted, meant, places] of [
  ["a pod has its addresses of both families", { name: "shop/checkout-1" }, ["pod shop/checkout-1 (2)"], ["10.0.1.1", "fd00::1"]],
  [
    "a name that a workload and a service have means both",
    { name: "shop/checkout" },
    ["Deployment shop/checkout (3)", "service shop/checkout (2)"],
    [...podPlaces, ...servicePlaces],
  ],
  ["a workload by its kind", { name: "shop/checkout", ownerKind: "Deployment" }, ["Deployment shop/checkout (3)"], podPlaces],
  ["a service by kubectl's short kind", { name: "shop/checkout", ownerKind: "svc" }, ["service shop/checkout (2)"], servicePlaces],
  ["a port besides", { name: "shop/checkout", port: 443 }, undefined, [...podPlaces.map((place) => `${place} 443`), "10.96.0.1 443"]],
  ["a node", { name: "node-b", ownerKind: "node" }, ["node node-b (1)"], ["192.168.1.11"]],
  ["what holds a port of this node", { name: "kubelet.service", ownerKind: "unit" }, ["unit kubelet.service (1)"], ["192.168.1.10 10250"]],
  ["a kind that has no such name", { name: "shop/checkout", ownerKind: "StatefulSet" }, undefined, undefined],
  ["a name that nobody has", { name: "shop/cart" }, undefined, undefined],
] as const) {
  test(what, () => {
    const found = placed(wanted);
    if (meant !== undefined || places === undefined) assert.deepEqual(found.meant, meant);
    assert.deepEqual(found.places, places);
  });
}

test("an address that another pod had as well counts for an entry of the wanted one alone", () => {
  const flow = flowOfRow(flowBatchOf([{ from: "10.0.1.2", to: "10.9.9.9" }]), 0);
  const isMeantIf = (owner: Owner, others: readonly Owner[] = []) =>
    placesOfName(owners, { name: "shop/checkout" }, () => ({ owner, others }))?.isMeant?.(flow, "client");
  assert.deepEqual([isMeantIf(second), isMeantIf(stranger), isMeantIf(stranger, [second])], [true, false, true]);
});
