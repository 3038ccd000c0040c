import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { Owner } from "../../model/owner.ts";
import { trafficDimensions } from "../../model/table-traffic.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { OwnerIndex } from "../owners/owner-index.ts";
import { TrafficCounter } from "./traffic-counter.ts";

const nowMs = 1_700_000_000_000;

test("what runs in a namespace of the system is told as infrastructure: the workload, pod, namespace, service and server", () => {
  const pod = (namespace: string, name: string): Owner => ({ kind: "pod", namespace, name });
  const cluster: AddressOwners = {
    ...noAddressOwners,
    claims: [
      { address: "10.0.0.1", owner: pod("kube-system", "coredns") },
      { address: "10.0.0.2", owner: pod("shop", "checkout") },
    ],
    services: [
      {
        ...{ address: "10.96.0.10", protocol: ipProtocol.tcp, port: 53 },
        owner: { kind: "service", name: "kube-dns", namespace: "kube-system" },
      },
    ],
  };
  const rows: FlowRow[] = [
    { from: "10.0.0.1", to: "203.0.113.1", ports: [4000, 443] },
    { from: "10.0.0.2", to: "10.96.0.10", ports: [4001, 53], replyFrom: "10.0.0.1" },
    { from: "10.0.0.2", to: "203.0.113.1", ports: [4002, 443] },
  ];
  const owners = new OwnerIndex(cluster, nowMs);
  const counter = new TrafficCounter({ owners, timeouts: kernelDefaultTimeouts, nowMs, topGroups: 10, expectedEntries: 10 });
  counter.add(flowBatchOf(rows));
  const traffic = counter.compose();
  const marked = trafficDimensions.map((dimension) => [
    dimension,
    traffic.by[dimension].groups.filter(({ isInfrastructure }) => isInfrastructure === true).map(({ key }) => key),
  ]);
  assert.equal(traffic.infrastructure, 1);
  assert.deepEqual(Object.fromEntries(marked), {
    workload: ["pod kube-system/coredns"],
    pod: ["kube-system/coredns"],
    namespace: ["kube-system"],
    service: ["kube-system/kube-dns"],
    server: ["kube-system/coredns"],
    destination: [],
    port: [],
    state: [],
  });
});
