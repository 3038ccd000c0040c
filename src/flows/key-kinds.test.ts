import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConntrackTimeouts, kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { type FlowRow, flowBatchOf } from "./flow-row.case.ts";
import { TableAggregate } from "./table-aggregate.ts";

const { tcpEstablished: _, ...withoutEstablished } = kernelDefaultTimeouts;

function topOf(
  rows: readonly FlowRow[],
  { timeouts = kernelDefaultTimeouts, maxExactKeys = 1000 }: { timeouts?: ConntrackTimeouts; maxExactKeys?: number } = {},
) {
  const aggregate = new TableAggregate({ timeouts, timeoutsFrom: "sysctl", maxExactKeys });
  aggregate.add(flowBatchOf(rows));
  return aggregate.compose({ malformedCount: 0, malformedExamples: [] }).top;
}

const none = { timeWait: 0, synSent: 0, udp: 0, established: 0, idleOverOneHour: 0, unreplied: 0, destinationNat: 0 };
const client = "10.0.1.5";
const established = (port: number, timeout: number): FlowRow => ({
  from: client,
  to: "10.0.2.1",
  ports: [port, 80],
  state: tcpState.established,
  timeout,
});

test("each entry of a client is counted as what it is", () => {
  const { sources, endpoints } = topOf([
    { from: client, to: "10.96.0.1", replyFrom: "10.0.2.9", ports: [1, 80], state: tcpState.timeWait },
    { from: client, to: "10.96.0.1", replyFrom: "10.0.2.9", ports: [2, 80], state: tcpState.synSent, status: 0 },
    { from: client, to: "10.96.0.1", replyFrom: "10.0.2.9", ports: [3, 53], protocol: ipProtocol.udp, status: 0 },
    { from: client, to: "10.0.2.1", ports: [4, 80], state: tcpState.closeWait },
    { from: client, to: "10.0.2.1", ports: [5, 8], protocol: ipProtocol.icmp, replyPorts: [5, 0] },
    established(6, 431_000),
    established(7, 400_000),
  ]);
  assert.deepEqual(sources.items[0]?.kinds, {
    timeWait: 1,
    synSent: 1,
    udp: 1,
    established: 2,
    idleOverOneHour: 1,
    unreplied: 2,
    destinationNat: 3,
  });
  assert.equal(sources.items[0]?.peers, 2);
  assert.deepEqual(
    endpoints.items.find(({ key }) => key === "10.0.2.9"),
    {
      key: "10.0.2.9",
      entries: 3,
      share: 3 / 7,
      kinds: { ...none, timeWait: 1, synSent: 1, udp: 1, unreplied: 2, destinationNat: 3 },
    },
  );
});

for (const { what, timeouts, remaining, idle } of [
  { what: "five days, known", timeouts: kernelDefaultTimeouts, remaining: [431_999, 428_401, 428_400, 90_000, 299], idle: 2 },
  { what: "five days, inferred", timeouts: withoutEstablished, remaining: [431_999, 428_401, 428_400, 90_000, 299], idle: 2 },
  { what: "a day, inferred", timeouts: withoutEstablished, remaining: [86_399, 82_801, 82_800, 10_000, 300], idle: 2 },
  {
    what: "two hours, inferred, where the bands cannot tell and nobody is called idle",
    timeouts: withoutEstablished,
    remaining: [7199, 500],
    idle: 0,
  },
  { what: "unknown", timeouts: withoutEstablished, remaining: [50_000, 10_000], idle: 0 },
]) {
  test(`idle for an hour where the timeout is ${what}`, () => {
    const { sources } = topOf(
      remaining.map((seconds, port) => established(port, seconds)),
      { timeouts },
    );
    assert.equal(sources.items[0]?.kinds?.idleOverOneHour, idle);
    assert.equal(sources.items[0]?.kinds?.established, remaining.length);
  });
}

test("when counters are shared, whoever had one of its own keeps its kinds and whoever came later has none", () => {
  const early = Array.from(
    { length: 50 },
    (_, port): FlowRow => ({ from: client, to: "10.0.2.1", ports: [port, 80], state: tcpState.timeWait }),
  );
  const others = Array.from(
    { length: 80_000 },
    (_, number): FlowRow => ({ from: `10.${1 + (number >>> 16)}.${(number >>> 8) & 255}.${number & 255}`, to: "10.0.2.1" }),
  );
  const late = early.map((row) => ({ ...row, from: "10.200.0.1" }));
  const more = early.map((row) => ({ ...row, to: "10.0.2.2" }));
  const { sources } = topOf([...early, ...others, ...late, ...more], { maxExactKeys: 70_000 });
  assert.equal(sources.exact, false);
  const [first, second] = sources.items;
  assert.deepEqual([first?.key, first?.entries, first?.kinds?.timeWait, first?.peers], [client, 100, 100, 2]);
  assert.equal(second?.key, "10.200.0.1");
  assert.equal(second?.kinds, undefined);
  assert.equal(second?.peers, undefined);
});
