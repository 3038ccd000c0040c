import assert from "node:assert/strict";
import { test } from "node:test";
import type { CpuCounters, NodeSnapshot } from "../../model/node-snapshot.ts";
import type { Observation } from "../../model/observation.ts";
import { assessCounters } from "./assess-counters.ts";
import { countersOfLine } from "./counter-line.ts";

function snapshot(monotonicMs: number, allowances: Readonly<Record<string, number>>, drops: number): NodeSnapshot {
  const reading = <T>(value: T) => ({ status: "present" as const, value, source: "test", takenAtMs: 0 });
  const cpuCounters: CpuCounters = {
    origin: "procfs",
    perCpu: [{ cpu: 0, counters: { drop: drops, found: 10 + drops, insertFailed: 0 } }],
  };
  const interfaces = Object.entries(allowances).map(([interfaceName, exceeded]) => ({
    interfaceName,
    driver: "ena",
    statistics: { conntrack_allowance_exceeded: exceeded },
  }));
  return {
    ...{ node: "n", takenAtMs: 0, monotonicMs },
    parts: { interfaceAllowances: reading(interfaces), cpuCounters: reading(cpuCounters) },
  };
}

const rising: Observation = { earlier: snapshot(0, { eth0: 5, eth1: 0 }, 40), now: snapshot(60_000, { eth0: 7, eth1: 0 }, 43) };
const resting: Observation = { earlier: snapshot(0, { eth0: 7 }, 43), now: snapshot(60_000, { eth0: 7 }, 43) };
const once: Observation = { now: snapshot(0, { eth0: 7, eth1: 0 }, 43) };

for (const [name, line, words, observation, judged] of [
  [
    "a counter that stands at 0 is no hit",
    "     conntrack_allowance_exceeded: 0",
    ["conntrack_allowance"],
    rising,
    [["eth1", 0, 0, false]],
  ],
  ["nor is it with one sample", "     conntrack_allowance_exceeded: 0", [], once, [["eth1", 0, "unknown", false]]],
  ["one that rose is", "     conntrack_allowance_exceeded: 7", ["exceeded"], rising, [["eth0", 7, 2, true]]],
  [
    "one that did not rise is none, however far it has counted",
    "     conntrack_allowance_exceeded: 7",
    [],
    resting,
    [["eth0", 7, 0, false]],
  ],
  ["with one sample nobody knows", "conntrack_allowance_exceeded: 7", [], once, [["eth0", 7, "unknown", undefined]]],
  [
    "a number that no reading has is of either interface",
    "conntrack_allowance_exceeded: 6",
    [],
    rising,
    [
      ["eth0", 6, 2, true],
      ["eth1", 6, 0, false],
    ],
  ],
  ["a counter that the readings lack is unknown", "pps_allowance_exceeded: 3", [], rising, [[undefined, 3, "unknown", undefined]]],
  ["in a snapshot it is the same", '   "conntrack_allowance_exceeded": 7,', [], rising, [["eth0", 7, 2, true]]],
  ["what is available is no error", "conntrack_allowance_available: 0", [], rising, [[undefined, 0, "no-counter", undefined]]],
  [
    "of the counters of the table those that were asked for",
    "cpu=0 \tfound=50 insert=0 drop=43",
    ["drop"],
    rising,
    [["cpu 0", 43, 3, true]],
  ],
  ["ordinary work is no hit", "cpu=0 \tfound=53 drop=43", ["found"], rising, [["cpu 0", 53, 3, undefined]]],
  [
    "the head of the kernel's file stands for its columns",
    "entries  found insert_failed drop",
    ["drop"],
    rising,
    [[undefined, 43, 3, true]],
  ],
  ["a setting rises by nothing", "net.netfilter.nf_conntrack_count = 0", [], rising, [[undefined, 0, "no-counter", undefined]]],
  ["any number of a snapshot that is 0 is no hit", '  "insertFailed": 0,', ["insertfailed"], rising, [[undefined, 0, "unknown", false]]],
  ["a connection has no counters", "tcp 6 100 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 drop=1", ["drop"], rising, []],
  ["a log line has none", "kernel: drop: 5 packets dropped", ["drop"], rising, []],
] as const) {
  test(name, () => {
    assert.deepEqual(
      countersOfLine(line, words, observation).map(({ subject, value, rose, isHit }) => [subject, value, rose, isHit]),
      judged,
    );
  });
}

test("what the counters prove is said once for each", () => {
  const counters = ["cpu=0 drop=43", "cpu=1 drop=0", "conntrack_allowance_exceeded: 0", "net.netfilter.nf_conntrack_max = 5"].flatMap(
    (line) => countersOfLine(line, ["drop"], rising),
  );
  const said = assessCounters(counters);
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /^drop: a hit; it rose by 3 within the 60 s/);
  assert.match(said[1] ?? "", /^conntrack_allowance_exceeded = 0 on eth1: no hit/);
});
