import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { compileFlowFilter } from "./flow-filter.ts";
import { type FlowRow, flowBatchOf } from "./flow-row.case.ts";
import { TableAggregate, type TableAggregateOptions } from "./table-aggregate.ts";

const whole = { malformedCount: 0, malformedExamples: [] };

function compose(rows: readonly FlowRow[], options: Partial<TableAggregateOptions> = {}) {
  const aggregate = new TableAggregate({ timeouts: kernelDefaultTimeouts, timeoutsFrom: "sysctl", ...options });
  aggregate.add(flowBatchOf(rows));
  return aggregate.compose(whole);
}

test("an empty table has nothing in it and no division by zero", () => {
  const composition = compose([]);
  assert.equal(composition.total, 0);
  assert.deepEqual(composition.top.sources, { exact: true, errorBound: 0, distinct: 0, items: [] });
});

test("an entry is counted once in every dimension", () => {
  const composition = compose([
    {
      from: "10.0.1.5",
      to: "10.96.0.10",
      replyFrom: "10.0.2.9",
      replyPorts: [8080, 40_000],
      state: tcpState.established,
      timeout: 431_990,
    },
    { from: "10.0.1.5", to: "10.96.0.10", replyFrom: "10.0.2.9", ports: [40_001, 80], state: tcpState.timeWait, timeout: 115, zone: 3 },
    { from: "10.0.1.6", to: "8.8.8.8", replyTo: "192.0.2.1", ports: [5000, 53], protocol: ipProtocol.udp, status: 0, timeout: 29 },
    { from: "fd00::1", to: "fd00::2", ports: [5000, 8472], protocol: ipProtocol.udp, status: flowStatusBit.seenReply },
    { from: "10.0.1.6", to: "10.0.1.7", ports: [1, 2048], replyPorts: [1, 0], protocol: ipProtocol.icmp, status: flowStatusBit.offload },
  ]);
  assert.equal(composition.total, 5);
  assert.deepEqual(composition.byProtocol, { udp: 2, tcp: 2, icmp: 1 });
  assert.deepEqual(composition.byState, { ESTABLISHED: 1, TIME_WAIT: 1 });
  assert.deepEqual(composition.byFamily, { ipv4: 4, ipv6: 1 });
  assert.deepEqual(composition.byFlag, { assured: 2, unreplied: 2, offload: 1, replied: 1 });
  assert.deepEqual(composition.byZone, { 0: 4, 3: 1 });
  assert.deepEqual(composition.byNat, { destination: 2, none: 2, source: 1 });
  assert.equal(composition.byIdleAge["under-1m"], 1);
  assert.equal(composition.byAge["1s-to-10s"], 2, "the TIME_WAIT of 5 s and the unanswered UDP of 1 s");
  assert.equal(composition.byAge["unknown"], 3);
  assert.deepEqual(composition.facts, {
    tcp: 2,
    udp: 2,
    tcpUnreplied: 0,
    udpUnreplied: 1,
    established: 1,
    establishedKnownIdleOverOneHour: 0,
    tunnel: 1,
  });
  const mix = { timeWait: 1, synSent: 0, udp: 0, established: 1, idleOverOneHour: 0, unreplied: 0, destinationNat: 2 };
  assert.deepEqual(composition.top.sources.items[0], { key: "10.0.1.5", entries: 2, share: 0.4, kinds: mix, peers: 1 });
  assert.deepEqual(
    composition.top.ports.items.map((item) => item.key),
    ["tcp/80", "icmp", "udp/53", "udp/8472"],
  );
  assert.deepEqual(composition.top.endpoints.items[0], { key: "10.0.2.9", entries: 2, share: 0.4, kinds: mix });
});

test("an entry seen twice in one dump is one entry, and the same tuple in two zones is two", () => {
  const row: FlowRow = { from: "10.0.1.5", to: "10.96.0.10" };
  const composition = compose([row, row, { ...row, zone: 1 }, { ...row, protocol: ipProtocol.udp }, { ...row, ports: [40_000, 81] }]);
  assert.equal(composition.total, 4);
  assert.equal(composition.duplicates, 1);
});

test("IPv6 addresses that differ only in their upper half are different entries", () => {
  const composition = compose([
    { from: "fd00:1::5", to: "fd00::1" },
    { from: "fd00:2::5", to: "fd00::1" },
    { from: "fd00:1::5", to: "fd00:9::1" },
  ]);
  assert.equal(composition.total, 3);
  assert.equal(composition.duplicates, 0);
});

test("what a filter leaves out is counted apart", () => {
  const filter = compileFlowFilter({ protocol: ipProtocol.udp });
  assert.ok(filter);
  const composition = compose(
    [
      { from: "10.0.0.1", to: "10.0.0.2" },
      { from: "10.0.0.1", to: "10.0.0.2", protocol: ipProtocol.udp },
    ],
    { filter },
  );
  assert.equal(composition.total, 1);
  assert.equal(composition.filteredOut, 1);
});

test("a table whose settings are unknown tells its ESTABLISHED timeout by its busiest connections", () => {
  const established = (port: number, timeout: number): FlowRow => ({
    from: "10.0.0.1",
    to: "10.0.0.2",
    ports: [port, 80],
    state: tcpState.established,
    timeout,
  });
  const { tcpEstablished: _, ...others } = kernelDefaultTimeouts;
  const options = { timeouts: others, timeoutsFrom: "unknown" } as const;
  const kubeProxy = compose([established(1, 86_399), established(2, 86_000), established(3, 80_000), established(4, 250)], options);
  assert.equal(kubeProxy.timeouts.from, "inferred");
  assert.equal(kubeProxy.timeouts.tcpEstablishedSeconds, 86_400);
  assert.equal(kubeProxy.byIdleAge["under-1m"], 1);
  assert.equal(kubeProxy.byIdleAge["1h-to-6h"], 1);
  assert.equal(kubeProxy.byIdleAge["unknown"], 1);
  assert.equal(kubeProxy.facts.establishedKnownIdleOverOneHour, 1);
  const silent = compose([established(1, 50_000), established(2, 500_000)], options);
  assert.equal(silent.timeouts.from, "unknown");
  assert.equal(silent.byIdleAge["unknown"], 2);
});
