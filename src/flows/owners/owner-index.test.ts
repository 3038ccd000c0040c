import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { type Owner, ownerText } from "../../model/owner.ts";
import { tcpState } from "../../model/tcp-state.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { TrafficCounter } from "../traffic/traffic-counter.ts";
import { OwnerIndex } from "./owner-index.ts";

const nowMs = 1_700_000_000_000;
const secondsAgo = (seconds: number) => nowMs - seconds * 1000;
const pod = (name: string, namespace = "shop"): Owner => ({
  ...{ kind: "pod", name, namespace },
  workload: { kind: "Deployment", namespace, name: name.split("-")[0]! },
});
const service = (name: string): Owner => ({ kind: "service", name, namespace: "shop" });

const cluster: AddressOwners = {
  from: ["a test"],
  claims: [
    { address: "10.0.1.5", owner: pod("web-1") },
    { address: "10.0.1.50", owner: pod("web-50") },
    { address: "fd00:10::5", owner: pod("web-1") },
    { address: "10.0.1.6", owner: pod("api-1"), probePorts: [8080] },
    { address: "10.0.1.7", owner: pod("gone-1"), untilMs: secondsAgo(20) },
    // One address, three pods: the first ended a minute ago, the second half a minute ago.
    { address: "10.0.1.8", owner: pod("first-1"), sinceMs: secondsAgo(9000), untilMs: secondsAgo(60) },
    { address: "10.0.1.8", owner: pod("second-1"), sinceMs: secondsAgo(55), untilMs: secondsAgo(30) },
    { address: "10.0.1.8", owner: pod("third-1"), sinceMs: secondsAgo(25) },
    // Two pods, both gone.
    { address: "10.0.1.9", owner: pod("early-1"), untilMs: secondsAgo(100) },
    { address: "10.0.1.9", owner: pod("late-1"), sinceMs: secondsAgo(80), untilMs: secondsAgo(40) },
    { address: "192.168.0.1", owner: pod("host-network-1") },
    { address: "not an address", owner: pod("nowhere-1") },
  ],
  services: [
    { address: "10.96.0.10", protocol: ipProtocol.tcp, port: 80, owner: service("web") },
    { address: "10.96.0.10", protocol: ipProtocol.udp, port: 53, owner: service("dns") },
    { address: "fd00:96::10", protocol: ipProtocol.tcp, port: 80, owner: service("web") },
    { address: "203.0.113.9", protocol: ipProtocol.tcp, port: 443, owner: service("outside") },
  ],
  nodePorts: [{ protocol: ipProtocol.tcp, port: 30_080, owner: service("by-node-port") }],
  nodes: [
    { address: "192.168.0.1", name: "node-a", isOwn: true },
    { address: "fd00:192::1", name: "node-a", isOwn: true },
    { address: "192.168.0.2", name: "node-b", isOwn: false },
  ],
  sockets: [
    { protocol: ipProtocol.tcp, port: 45_000, owner: { kind: "unit", name: "fluentd.service" } },
    { protocol: ipProtocol.tcp, port: 10_250, owner: { kind: "unit", name: "kubelet.service" } },
  ],
};

/** What a table of this one entry says of its client, server and service. */
function namesOf(row: FlowRow, owners = cluster): { readonly client: string; readonly server: string; readonly service: string } {
  const counter = new TrafficCounter({ owners: new OwnerIndex(owners, nowMs), timeouts: kernelDefaultTimeouts, nowMs });
  counter.add(flowBatchOf([row]));
  const { by } = counter.compose();
  const nameOf = (groups: readonly { readonly key: string; readonly entries: number }[]) => {
    return groups.find(({ entries }) => entries === 1)?.key ?? "";
  };
  return { client: nameOf(by.pod.groups), server: nameOf(by.server.groups), service: nameOf(by.service.groups) };
}

const external = "198.51.100.7";
const tunnel = { protocol: ipProtocol.udp, from: "192.168.0.1", to: "192.168.0.2" } as const;
const closed = { state: tcpState.timeWait, timeout: 100 } as const;

const rows: readonly {
  readonly says: string;
  readonly row: FlowRow;
  readonly client?: string;
  readonly server?: string;
  readonly service?: string;
}[] = [
  {
    says: "an address is that of the pod that has exactly it",
    row: { from: "10.0.1.5", to: external },
    client: "shop/web-1",
    server: external,
  },
  { says: "a longer address that begins alike is another", row: { from: "10.0.1.50", to: external }, client: "shop/web-50" },
  { says: "a pod has addresses of both families", row: { from: "fd00:10::5", to: "2001:db8::1" }, client: "shop/web-1" },
  { says: "an address that nobody has goes by itself", row: { from: "10.0.1.51", to: external }, client: "10.0.1.51" },
  {
    says: "behind a service the client, the service and the pod that answers are told apart",
    row: { from: "10.0.1.5", to: "10.96.0.10", ports: [40_000, 80], replyFrom: "10.0.1.6", replyPorts: [8080, 40_000] },
    client: "shop/web-1",
    server: "shop/api-1",
    service: "shop/web",
  },
  {
    says: "one address has a service for each port",
    row: { from: external, to: "10.96.0.10", protocol: ipProtocol.udp, ports: [1, 53] },
    service: "shop/dns",
  },
  { says: "and none at others", row: { from: external, to: "10.96.0.10", ports: [1, 81] }, service: "(no service)" },
  { says: "nor with another protocol", row: { from: external, to: "10.96.0.10", ports: [1, 53] }, service: "(no service)" },
  { says: "a service has an address of IPv6", row: { from: "fd00:10::5", to: "fd00:96::10" }, service: "shop/web" },
  { says: "an external address of a service is one", row: { from: external, to: "203.0.113.9", ports: [1, 443] }, service: "shop/outside" },
  {
    says: "a node port is one at the own node",
    row: { from: external, to: "192.168.0.1", ports: [1, 30_080] },
    service: "shop/by-node-port",
  },
  { says: "and at every other", row: { from: "10.0.1.5", to: "192.168.0.2", ports: [1, 30_080] }, service: "shop/by-node-port" },
  { says: "and at no pod", row: { from: external, to: "10.0.1.5", ports: [1, 30_080] }, service: "(no service)" },
  {
    says: "a pod that is gone has its entries until another gets its address",
    row: { from: "10.0.1.7", to: external },
    client: "shop/gone-1",
  },
  {
    says: "a reused address: closed ten seconds ago, it was the third pod's",
    row: { from: "10.0.1.8", to: external, state: tcpState.timeWait, timeout: 110 },
    client: "shop/third-1",
  },
  {
    says: "closed forty seconds ago, the second's",
    row: { from: "10.0.1.8", to: external, state: tcpState.timeWait, timeout: 80 },
    client: "shop/second-1",
  },
  {
    says: "closed ninety seconds ago, the first's",
    row: { from: "10.0.1.8", to: external, state: tcpState.timeWait, timeout: 30 },
    client: "shop/first-1",
  },
  {
    says: "closed between two, that of the one before",
    row: { from: "10.0.1.8", to: external, state: tcpState.timeWait, timeout: 62 },
    client: "shop/first-1",
  },
  {
    says: "an unanswered datagram of five seconds ago is the third's",
    row: { from: "10.0.1.8", to: external, protocol: ipProtocol.udp, status: 0, timeout: 25 },
    client: "shop/third-1",
  },
  {
    says: "a connection idle for an hour lived then, and was the first's",
    row: { from: "10.0.1.8", to: external, state: tcpState.established, timeout: 432_000 - 3600 },
    client: "shop/first-1",
  },
  {
    says: "a connection whose countdown tells nothing is that of the one who has the address",
    row: { from: "10.0.1.8", to: external, state: tcpState.established, timeout: 299 },
    client: "shop/third-1",
  },
  {
    says: "an offloaded one as well",
    row: { from: "10.0.1.8", to: external, state: tcpState.established, status: flowStatusBit.seenReply | flowStatusBit.offload },
    client: "shop/third-1",
  },
  {
    says: "who answers is found by time, too",
    row: { from: external, to: "10.0.1.8", state: tcpState.timeWait, timeout: 80 },
    server: "shop/second-1",
  },
  { says: "of two that are gone the later one has what cannot be dated", row: { from: "10.0.1.9", to: external }, client: "shop/late-1" },
  {
    says: "the node's own address is the node's, whatever a list of pods says",
    row: { from: "192.168.0.1", to: external },
    client: "node-a",
  },
  { says: "or whose socket it is", row: { from: "192.168.0.1", to: external, ports: [45_000, 443] }, client: "fluentd.service" },
  {
    says: "not by the port of another protocol",
    row: { from: "192.168.0.1", to: external, protocol: ipProtocol.udp, ports: [45_000, 443] },
    client: "node-a",
  },
  {
    says: "what listens on the node answers",
    row: { from: "192.168.0.2", to: "192.168.0.1", ports: [1, 10_250] },
    client: "node-b",
    server: "kubelet.service",
  },
  {
    says: "a port of another node is not looked up among the own sockets",
    row: { from: "192.168.0.2", to: external, ports: [45_000, 1] },
    client: "node-b",
  },
  { says: "what never leaves the node is its own", row: { from: "127.0.0.1", to: "127.0.0.53" }, client: "node-a", server: "node-a" },
  { says: "in both families", row: { from: "::1", to: "::1", ports: [45_000, 1] }, client: "fluentd.service" },
  { says: "VXLAN between nodes is a tunnel", row: { ...tunnel, ports: [50_000, 4789] }, client: "VXLAN tunnel", server: "VXLAN tunnel" },
  { says: "at the port that Linux had first as well", row: { ...tunnel, ports: [50_000, 8472] }, client: "VXLAN tunnel" },
  { says: "Geneve too", row: { ...tunnel, ports: [50_000, 6081] }, client: "Geneve tunnel" },
  {
    says: "from another node as well",
    row: { ...tunnel, from: "192.168.0.2", to: "192.168.0.1", ports: [50_000, 8472] },
    client: "VXLAN tunnel",
  },
  { says: "TCP to that port is none", row: { from: "192.168.0.1", to: "192.168.0.2", ports: [50_000, 4789] }, client: "node-a" },
  { says: "nor is what goes elsewhere", row: { ...tunnel, to: external, ports: [50_000, 4789] }, client: "node-a" },
  {
    says: "a closed connection of the node's own to a port that a pod declares for probes is a probe",
    row: { from: "192.168.0.1", to: "10.0.1.6", ports: [50_000, 8080], ...closed },
    client: "kubelet probes",
    server: "shop/api-1",
  },
  {
    says: "an open one is not",
    row: { from: "192.168.0.1", to: "10.0.1.6", ports: [50_000, 8080], state: tcpState.established },
    client: "node-a",
  },
  { says: "one to another port is not", row: { from: "192.168.0.1", to: "10.0.1.6", ports: [50_000, 8081], ...closed }, client: "node-a" },
  {
    says: "one to a pod without probes is not",
    row: { from: "192.168.0.1", to: "10.0.1.5", ports: [50_000, 8080], ...closed },
    client: "node-a",
  },
  {
    says: "one from another node is not",
    row: { from: "192.168.0.2", to: "10.0.1.6", ports: [50_000, 8080], ...closed },
    client: "node-b",
  },
  {
    says: "one whose socket is still held is not",
    row: { from: "192.168.0.1", to: "10.0.1.6", ports: [45_000, 8080], ...closed },
    client: "fluentd.service",
  },
  {
    says: "one that came through a service is not",
    row: { from: "192.168.0.1", to: "10.96.0.10", ports: [50_000, 80], replyFrom: "10.0.1.6", replyPorts: [8080, 50_000], ...closed },
    client: "node-a",
  },
];

for (const { says, row, ...expected } of rows) {
  test(says, () => {
    const names = namesOf(row);
    assert.deepEqual({ ...names, ...expected }, names);
  });
}

test("where no node is known to be the own one, loopback and tunnels have no name", () => {
  const without = { ...cluster, nodes: [] };
  assert.equal(namesOf({ from: "127.0.0.1", to: "127.0.0.1" }, without).client, "127.0.0.1");
  assert.equal(namesOf({ ...tunnel, from: "192.168.0.2", to: "192.168.0.3", ports: [1, 8472] }, without).client, "192.168.0.2");
});

test("a pod that is gone is marked as such, one that has another address is not", () => {
  const counter = new TrafficCounter({ owners: new OwnerIndex(cluster, nowMs), timeouts: kernelDefaultTimeouts, nowMs });
  counter.add(
    flowBatchOf([
      { from: "10.0.1.7", to: "10.0.1.9" },
      { from: "10.0.1.5", to: "10.0.1.7" },
    ]),
  );
  const { pod: pods, server } = counter.compose().by;
  assert.deepEqual(
    pods.groups.map(({ key, hasEnded }) => [key, hasEnded]),
    [
      ["shop/gone-1", true],
      ["shop/web-1", undefined],
      ["shop/late-1", true],
    ],
  );
  assert.deepEqual(
    server.groups.map(({ key, hasEnded }) => [key, hasEnded]),
    [
      ["shop/gone-1", true],
      ["shop/late-1", true],
    ],
  );
});

test("one address or socket can be asked about by itself, at a time of its own", () => {
  const index = new OwnerIndex(cluster, nowMs);
  const nameOf = (...asked: Parameters<OwnerIndex["whose"]>) => {
    const named = index.whose(...asked);
    return named === undefined ? undefined : ownerText(named.owner);
  };
  assert.equal(nameOf("10.0.1.5"), "shop/web-1");
  assert.equal(nameOf("10.0.1.51"), undefined);
  assert.equal(nameOf("nonsense"), undefined);
  assert.equal(nameOf("10.0.1.8"), "shop/third-1");
  assert.equal(nameOf("10.0.1.8", undefined, secondsAgo(100)), "shop/first-1");
  assert.equal(nameOf("192.168.0.1"), "node-a");
  assert.equal(nameOf("192.168.0.1", { protocol: ipProtocol.tcp, port: 10_250 }), "kubelet.service");
  assert.equal(nameOf("192.168.0.2", { protocol: ipProtocol.tcp, port: 10_250 }), "node-b");
  const serviceName = (...asked: Parameters<OwnerIndex["serviceAt"]>) => index.serviceAt(...asked)?.name;
  assert.equal(serviceName("10.96.0.10", ipProtocol.tcp, 80), "web");
  assert.equal(serviceName("192.168.0.2", ipProtocol.tcp, 30_080), "by-node-port");
  assert.equal(serviceName("10.0.1.5", ipProtocol.tcp, 30_080), undefined);
  assert.equal(serviceName("nonsense", ipProtocol.tcp, 80), undefined);
});

test("an index of nothing names nothing", () => {
  const index = new OwnerIndex(noAddressOwners, nowMs);
  assert.equal(index.whose("10.0.0.1"), undefined);
  assert.equal(index.serviceAt("10.0.0.1", ipProtocol.tcp, 80), undefined);
  assert.deepEqual(namesOf({ from: "10.0.0.1", to: "10.0.0.2" }, noAddressOwners), {
    client: "10.0.0.1",
    server: "10.0.0.2",
    service: "(no service)",
  });
});

test("of 100,000 pods each is found, and nobody next to them", () => {
  const claims = Array.from({ length: 100_000 }, (_, number) => ({
    address: `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
    owner: pod(`p-${number}`),
  }));
  const index = new OwnerIndex({ ...noAddressOwners, claims }, nowMs);
  for (let number = 0; number < claims.length; number += 997) assert.equal(index.whose(claims[number]!.address)?.owner.name, `p-${number}`);
  assert.equal(index.whose("10.2.0.0"), undefined);
});
