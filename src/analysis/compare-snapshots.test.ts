import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type CaseParts, caseTakenAtMs, cpuCounters, missing, snapshotOf } from "../checks/check.case.ts";
import { quietComposition, topItem, topOf } from "../checks/composition.case.ts";
import type { Difference } from "../model/difference.ts";
import type { Observation } from "../model/observation.ts";
import { readRecording } from "../sources/recording.ts";
import { type Comparison, compareSnapshots } from "./compare-snapshots.ts";

interface Side {
  readonly node?: string;
  readonly atMs?: number;
  readonly now: CaseParts;
  readonly earlier?: CaseParts;
}

function observationOf({ node = "node-a", atMs = 0, now, earlier }: Side): Observation {
  const at = caseTakenAtMs + atMs;
  return {
    now: { ...snapshotOf(now, at), node },
    ...(earlier === undefined ? {} : { earlier: { ...snapshotOf(earlier, at - 2000), node } }),
  };
}

function compare(a: Side, b: Side): Comparison {
  return compareSnapshots(observationOf(a), observationOf(b));
}

const usage = (count: number, max = 10_000) => ({ tableUsage: { count, max, buckets: 4096 } });
const composition = (changed: Partial<typeof quietComposition>) => ({ tableComposition: { ...quietComposition, ...changed } });
const sysctls = (values: Readonly<Record<string, number>>) => ({ settings: { sysctls: values } });

type Said = Partial<Difference>;

/** What must be among the differences, and with `no` what must not. */
const cases: readonly { readonly name: string; readonly a: Side; readonly b: Side; readonly says?: Said; readonly no?: Said }[] = [
  {
    name: "another limit is a large difference",
    a: { now: usage(10) },
    b: { now: usage(10, 20_000) },
    says: { topic: "table-max", before: 10_000, after: 20_000, weight: "large", moreAt: "b" },
  },
  {
    name: "no limit is more than any",
    a: { now: usage(10) },
    b: { now: usage(10, 0) },
    says: { topic: "table-max", before: 10_000, after: "unlimited", moreAt: "b" },
  },
  {
    name: "use is compared by the part of the limit",
    a: { now: usage(1000) },
    b: { now: usage(10_000) },
    says: { topic: "table-use", before: 0.1, after: 1, entriesBefore: 1000, entriesAfter: 10_000, weight: "large", moreAt: "b" },
  },
  {
    name: "use that moved by less than the threshold is not said",
    a: { now: usage(1000) },
    b: { now: usage(1400) },
    no: { topic: "table-use" },
  },
  {
    name: "an unlimited table is compared by its entries",
    a: { now: usage(1000, 0) },
    b: { now: usage(5000, 0) },
    says: { topic: "table-use", before: 1000, after: 5000, unit: "entries" },
  },
  {
    name: "a state's share is of TCP",
    a: { now: composition({}) },
    b: { now: composition({ byState: { ESTABLISHED: 600, TIME_WAIT: 900 } }) },
    says: { topic: "state-share", subject: "TIME_WAIT", before: 0.06, after: 0.6, moreAt: "b" },
  },
  {
    name: "a share that only fell because the table filled is not less",
    a: { now: composition({}) },
    b: {
      now: composition({
        total: 200_000,
        byProtocol: { tcp: 199_500, udp: 500 },
        facts: { ...quietComposition.facts, tcp: 199_500, established: 199_300 },
      }),
    },
    says: { topic: "protocol-share", subject: "udp", before: 0.25, after: 0.0025, entriesBefore: 500, entriesAfter: 500 },
    no: { topic: "protocol-share", subject: "udp", moreAt: "a" },
  },
  {
    name: "idle connections are held against the established ones",
    a: { now: composition({}) },
    b: { now: composition({ facts: { ...quietComposition.facts, establishedKnownIdleOverOneHour: 1050 } }) },
    says: { topic: "idle-share", after: 0.75, weight: "large", moreAt: "b" },
  },
  {
    name: "NAT, flags and families are compared as well",
    a: { now: composition({}) },
    b: { now: composition({ byNat: { none: 1000, destination: 1000 } }) },
    says: { topic: "nat-share", subject: "destination", before: 0, after: 0.5 },
  },
  {
    name: "a client that appeared has no figure before",
    a: { now: composition({}) },
    b: { now: composition({ top: { ...quietComposition.top, sources: topOf(topItem("10.0.1.5", 900)) } }) },
    says: { topic: "source", subject: "10.0.1.5", before: null, after: 0.45, entriesAfter: 900, moreAt: "b" },
  },
  {
    name: "one that is not among the most frequent may have had as many as the last of them",
    a: { now: composition({ top: { ...quietComposition.top, ports: { ...topOf(topItem("tcp/80", 850)), distinct: 7 } } }) },
    b: { now: composition({ top: { ...quietComposition.top, ports: topOf(topItem("tcp/443", 900)) } }) },
    no: { topic: "port", subject: "tcp/443" },
  },
  {
    name: "an endpoint behind a service that does not answer is named",
    a: {
      now: composition({
        top: { ...quietComposition.top, endpoints: topOf(topItem("10.0.1.9", 400, { kinds: { destinationNat: 400 } })) },
      }),
    },
    b: {
      now: composition({
        top: { ...quietComposition.top, endpoints: topOf(topItem("10.0.1.9", 400, { kinds: { destinationNat: 400, unreplied: 390 } })) },
      }),
    },
    says: { topic: "endpoint-unreplied", subject: "10.0.1.9", before: null, after: 390, moreAt: "b" },
  },
  {
    name: "a host that was addressed directly and is silent is no endpoint",
    a: { now: composition({}) },
    b: {
      now: composition({ top: { ...quietComposition.top, endpoints: topOf(topItem("10.0.1.9", 400, { kinds: { unreplied: 400 } })) } }),
    },
    no: { topic: "endpoint-unreplied" },
  },
  {
    name: "a client that fills what was an empty table is named",
    a: { now: composition({ total: 0, byProtocol: {}, byState: {}, byFlag: {}, byFamily: {}, byZone: {}, byNat: {} }) },
    b: { now: composition({ top: { ...quietComposition.top, sources: topOf(topItem("10.0.1.5", 900)) } }) },
    says: { topic: "source", subject: "10.0.1.5", before: null, after: 0.45, weight: "large", moreAt: "b" },
    no: { topic: "protocol-share" },
  },
  {
    name: "a client that is most of a few entries is nobody to name",
    a: { now: composition({ total: 4, top: { ...quietComposition.top, sources: topOf(topItem("10.0.1.5", 3, { of: 4 })) } }) },
    b: { now: composition({}) },
    no: { topic: "source" },
  },
  {
    name: "clients of two nodes are not compared by address",
    a: { node: "node-a", now: composition({}) },
    b: { node: "node-b", now: composition({ top: { ...quietComposition.top, sources: topOf(topItem("10.0.1.5", 900)) } }) },
    no: { topic: "source" },
  },
  {
    name: "rates are of each one's own window",
    a: { now: { cpuCounters: cpuCounters({ drop: 50 }) }, earlier: { cpuCounters: cpuCounters({ drop: 50 }) } },
    b: { now: { cpuCounters: cpuCounters({ drop: 250 }) }, earlier: { cpuCounters: cpuCounters({ drop: 50 }) } },
    says: { topic: "counter-rate", subject: "drop", before: 0, after: 100, weight: "large", moreAt: "b" },
  },
  {
    name: "a counter that is merely higher on another node is no difference",
    a: { node: "node-a", now: { cpuCounters: cpuCounters({ drop: 0 }) } },
    b: { node: "node-b", now: { cpuCounters: cpuCounters({ drop: 9000 }) } },
    no: { area: "counters" },
  },
  {
    name: "of one node in order, what was counted in between is said",
    a: { now: { cpuCounters: cpuCounters({ drop: 50 }) } },
    b: { atMs: 60_000, now: { cpuCounters: cpuCounters({ drop: 80 }) } },
    says: { topic: "counter-between", subject: "drop", before: 50, after: 80, note: "30 more" },
  },
  {
    name: "a counter that began again in between has counted at least what it shows",
    a: { now: { interfaceAllowances: [{ interfaceName: "eth0", driver: "ena", statistics: { pps_allowance_exceeded: 900 } }] } },
    b: {
      atMs: 60_000,
      now: { interfaceAllowances: [{ interfaceName: "eth0", driver: "ena", statistics: { pps_allowance_exceeded: 7 } }] },
    },
    says: { topic: "counter-between", before: 900, after: 7, note: "7 more at least: it began again in between" },
  },
  {
    name: "nothing is subtracted over a restart",
    a: { now: { cpuCounters: cpuCounters({ drop: 50 }), kernel: { release: "6.1", modules: [], bootedAtMs: 0 } } },
    b: { atMs: 60_000, now: { cpuCounters: cpuCounters({ drop: 80 }), kernel: { release: "6.1", modules: [], bootedAtMs: 900_000 } } },
    no: { topic: "counter-between" },
  },
  {
    name: "a timeout that differs much is a large difference",
    a: { now: sysctls({ nf_conntrack_tcp_timeout_established: 86_400 }) },
    b: { now: sysctls({ nf_conntrack_tcp_timeout_established: 432_000 }) },
    says: { topic: "sysctl", subject: "nf_conntrack_tcp_timeout_established", unit: "seconds", weight: "large" },
  },
  {
    name: "a sysctl that only one side could read is no difference",
    a: { now: sysctls({}) },
    b: { now: sysctls({ nf_conntrack_acct: 1 }) },
    no: { topic: "sysctl" },
  },
  {
    name: "the count of entries is no setting",
    a: { now: sysctls({ nf_conntrack_count: 1, nf_conntrack_max: 5 }) },
    b: { now: sysctls({ nf_conntrack_count: 2, nf_conntrack_max: 6 }) },
    no: { topic: "sysctl" },
  },
  {
    name: "the instance type is told in its own word",
    a: { now: { cloudInstance: { provider: "amazon-ec2", instanceType: "m5.large" } } },
    b: { now: { cloudInstance: { provider: "amazon-ec2", instanceType: "c5n.large" } } },
    says: { topic: "instance-type", before: "m5.large", after: "c5n.large", weight: "large" },
  },
  {
    name: "a module counts whether it is loaded or built in",
    a: { now: { kernel: { release: "6.1", modules: [{ name: "nf_conntrack", state: "loaded" }] } } },
    b: {
      now: {
        kernel: {
          release: "6.1",
          modules: [
            { name: "nf_conntrack", state: "builtin" },
            { name: "ip_vs", state: "loaded" },
          ],
        },
      },
    },
    says: { topic: "kernel-modules", before: null, after: "ip_vs" },
  },
];

for (const { name, a, b, says, no } of cases) {
  test(name, () => {
    const { differences } = compare(a, b);
    const isAmong = (said: Said) =>
      differences.some((difference) => Object.entries(said).every(([key, value]) => difference[key as keyof Difference] === value));
    if (says !== undefined) assert.ok(isAmong(says), JSON.stringify(differences, undefined, 2));
    if (no !== undefined) assert.ok(!isAmong(no), JSON.stringify(differences, undefined, 2));
  });
}

for (const [name, a, b, expected] of [
  [
    "a part that one side lacks is not comparable, with that side's reason",
    { now: usage(1) },
    { now: { tableUsage: missing } },
    { part: "tableUsage", side: "b", because: "no permission to read tableUsage" },
  ],
  ["a part that both lack is said once", { now: {} }, { now: {} }, { part: "tableUsage", side: "both", because: "it was not read" }],
  [
    "one sample has no rates",
    { now: { cpuCounters: cpuCounters({ drop: 1 }) } },
    { now: { cpuCounters: cpuCounters({ drop: 1 }) }, earlier: { cpuCounters: cpuCounters({ drop: 1 }) } },
    { part: "cpuCounters", side: "a", because: "one sample; how far a counter has counted says nothing about its time" },
  ],
  [
    "the later one first has nothing to subtract",
    { atMs: 60_000, now: { cpuCounters: cpuCounters({ drop: 9 }) } },
    { now: { cpuCounters: cpuCounters({ drop: 1 }) } },
    { part: "cpuCounters", side: "both", because: "A was taken after B" },
  ],
  [
    "a table of few entries has no shares",
    { now: composition({}) },
    { now: composition({ total: 7 }) },
    { part: "tableComposition", side: "b", because: "7 entries; shares of fewer than 100 say little" },
  ],
] as const satisfies readonly (readonly [string, Side, Side, object])[]) {
  test(name, () => {
    const gaps = compare(a, b).notComparable.filter(({ part, because }) => part === expected.part && because === expected.because);
    assert.deepEqual(
      gaps.map(({ side }) => side),
      [expected.side],
    );
  });
}

test("addresses of a redacted bundle are not compared with anybody's", () => {
  const busy = composition({ top: { ...quietComposition.top, destinations: topOf(topItem("10.0.1.5", 900)) } });
  const [a, b] = [observationOf({ now: composition({}) }), observationOf({ now: busy })];
  const { nodes, differences } = compareSnapshots(a, b, { hasCommonNames: false });
  assert.equal(nodes, "unknown");
  assert.deepEqual(
    differences.filter(({ topic }) => topic === "destination"),
    [],
  );
});

const recordings = join(import.meta.dirname, "../../fixtures/recordings");
const names = readdirSync(recordings, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const observations = await Promise.all(names.map((name) => readRecording(join(recordings, name))));

test("no recording differs from itself", () => {
  for (const [index, observation] of observations.entries())
    assert.deepEqual(compareSnapshots(observation, observation).differences, [], names[index]);
});

test("of any two recordings the same is different in both directions, with the figures exchanged", () => {
  const seen = ({ topic, subject, before, after, weight, moreAt }: Difference) =>
    JSON.stringify([topic, subject, before, after, weight, moreAt]);
  const other = { a: "b", b: "a" } as const;
  const exchanged = ({ moreAt, ...difference }: Difference): Difference => ({
    ...difference,
    before: difference.after,
    after: difference.before,
    ...(moreAt === undefined ? {} : { moreAt: other[moreAt] }),
  });
  for (const [index, a] of observations.entries()) {
    const b = observations[(index * 7 + 3) % observations.length]!;
    const isMutual = ({ topic }: Difference) => topic !== "counter-between";
    const there = compareSnapshots(a, b).differences.filter(isMutual).map(seen).toSorted();
    const back = compareSnapshots(b, a).differences.filter(isMutual).map(exchanged).map(seen).toSorted();
    assert.deepEqual(there, back, names[index]);
  }
});
