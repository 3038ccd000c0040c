import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import type { SourceNatPortUse } from "../model/table-composition.ts";
import { type FlowRow, flowBatchOf } from "./flow-row.case.ts";
import { TableAggregate } from "./table-aggregate.ts";

function count(rows: readonly FlowRow[], topItems = 10) {
  const aggregate = new TableAggregate({ timeouts: kernelDefaultTimeouts, timeoutsFrom: "sysctl", sourceNat: true, topItems });
  for (let at = 0; at < rows.length; at += 500) aggregate.add(flowBatchOf(rows.slice(at, at + 500)));
  const { sourceNat } = aggregate.compose({ malformedCount: 0, malformedExamples: [] });
  assert.ok(sourceNat !== undefined);
  return sourceNat;
}

const dns = "10.0.0.10";
const node = "10.1.2.3";

/** A query that left with the node's address and this port. */
function masqueraded(port: number, rest: Partial<FlowRow> = {}, clientPort = port): FlowRow {
  const to = rest.to ?? dns;
  const remotePort = rest.ports?.[1] ?? 53;
  return {
    from: "10.244.0.7",
    protocol: ipProtocol.udp,
    replyTo: node,
    replyPorts: [remotePort, port],
    ...rest,
    to,
    ports: [clientPort, remotePort],
  };
}

const usedOf = (items: readonly SourceNatPortUse[]) => items.map(({ from, to, port, protocol, used }) => [from, to, port, protocol, used]);

test("ports are counted for each address translated to, destination, port and protocol", () => {
  const { items, exact, distinct } = count([
    ...[40_000, 40_001, 40_002].map((port) => masqueraded(port)),
    masqueraded(40_000, { protocol: ipProtocol.tcp }),
    masqueraded(40_000, { to: "10.0.0.11" }),
    masqueraded(40_000, { ports: [1, 5353] }),
    masqueraded(40_000, { from: "10.244.0.8", replyTo: "10.1.2.4" }),
    masqueraded(40_001, { from: "10.244.0.8", replyTo: "10.1.2.4" }),
  ]);
  assert.deepEqual(usedOf(items).slice(0, 2), [
    [node, dns, 53, "udp", 3],
    ["10.1.2.4", dns, 53, "udp", 2],
  ]);
  assert.deepEqual(
    new Set(usedOf(items).slice(2).map(String)),
    new Set([`${node},${dns},53,tcp,1`, `${node},10.0.0.11,53,udp,1`, `${node},${dns},5353,udp,1`]),
  );
  assert.deepEqual([exact, distinct], [true, 5]);
});

test("the range that is seen, and who did not keep its port, stand beside the number", () => {
  const [item] = count([masqueraded(41_009, {}, 50_000), masqueraded(41_000, {}, 50_001), masqueraded(41_005)]).items;
  assert.deepEqual(item, {
    from: node,
    to: dns,
    port: 53,
    protocol: "udp",
    used: 3,
    lowestPort: 41_000,
    highestPort: 41_009,
    remapped: 2,
  });
});

test("through a Service the destination is the endpoint, which the reply comes from", () => {
  const [item] = count([masqueraded(40_000, { to: "10.96.0.10", replyFrom: "10.244.3.3", replyPorts: [5353, 40_000] })]).items;
  assert.deepEqual([item?.to, item?.port], ["10.244.3.3", 5353]);
});

test("what is not translated at its source uses no port of it: plain, to a Service, ICMP", () => {
  const { items } = count([
    { from: "10.244.0.7", to: dns },
    { from: "10.244.0.7", to: "10.96.0.10", replyFrom: "10.244.3.3" },
    { from: "10.244.0.7", to: dns, replyTo: node, protocol: ipProtocol.icmp, ports: [77, 2048], replyPorts: [77, 0] },
  ]);
  assert.deepEqual(items, []);
});

test("a port may change while the address stays: a process of the node behind the same rule", () => {
  const [item] = count([{ from: node, to: dns, ports: [40_000, 53], replyPorts: [53, 2000], protocol: ipProtocol.udp }]).items;
  assert.deepEqual([item?.from, item?.used, item?.remapped], [node, 1, 1]);
});

test("IPv6 destinations are told apart although their addresses are longer than a key", () => {
  const hosts = Array.from({ length: 3000 }, (_, host) => `fd00:1:2:3:4:5:6:${(host + 1).toString(16)}`);
  const rows = hosts.map((to) => masqueraded(40_000, { from: "fd10::7", to, replyTo: "fd20::1" }));
  const { items, distinct } = count([...rows, masqueraded(40_001, { from: "fd10::7", to: hosts[4]!, replyTo: "fd20::1" })]);
  assert.equal(distinct, 3000);
  assert.deepEqual(usedOf(items.slice(0, 1)), [["fd20::1", hosts[4], 53, "udp", 2]]);
});

test("zones have ports of their own", () => {
  const { items } = count([masqueraded(40_000, { zone: 1 }), masqueraded(40_000, { zone: 2 }), masqueraded(40_001, { zone: 2 })]);
  assert.deepEqual(
    items.map(({ zone, used }) => [zone, used]),
    [
      [2, 2],
      [1, 1],
    ],
  );
});

test("an entry that the walk shows twice is one port", () => {
  assert.equal(count([masqueraded(40_000), masqueraded(40_000)]).items[0]?.used, 1);
});

test("a destination with many ports is found among more destinations than have counters of their own", () => {
  const others = Array.from({ length: 80_000 }, (_, number) =>
    masqueraded(40_000, { to: `10.${(number >> 16) + 50}.${(number >> 8) & 255}.${number & 255}` }),
  );
  const busy = Array.from({ length: 5000 }, (_, number) => masqueraded(10_000 + number));
  const { items, exact, errorBound } = count([...busy, ...others], 1);
  assert.equal(exact, false);
  assert.ok(items[0]!.used >= 5000 && items[0]!.used <= 5000 + errorBound, JSON.stringify(items[0]));
  assert.equal(items[0]!.to, dns);
});

test("nothing is counted unless asked", () => {
  const aggregate = new TableAggregate({ timeouts: kernelDefaultTimeouts, timeoutsFrom: "sysctl" });
  aggregate.add(flowBatchOf([masqueraded(40_000)]));
  assert.equal("sourceNat" in aggregate.compose({ malformedCount: 0, malformedExamples: [] }), false);
});
