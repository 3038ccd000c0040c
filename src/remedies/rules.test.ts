import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PartValues, SnapshotParts } from "../model/node-snapshot.ts";
import type { Reading } from "../model/reading.ts";
import { type Culprit, causeIds, limitIds, lookAlikeIds, type Plan, type Verdict } from "../model/verdict.ts";
import { choosePlans } from "./choose-plans.ts";
import { exampleHosts, present } from "./example-situation.ts";
import { remedies } from "./index.ts";
import type { Situation } from "./remedy.ts";

/** What stands in it must never reach a command outside quotes; no command of ours contains the word. */
const marker = "pwned";
const hostile = fc.constantFrom(
  `$(${marker})`,
  `a;${marker}`,
  `'${marker}'`,
  `\n${marker}`,
  `-${marker}`,
  `\u202e${marker}`,
  `10.0.0.1;${marker}`,
);
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const name = fc.oneof({ weight: 3, arbitrary: address }, hostile, fc.constantFrom("java (process 4)", "shop/cart"));
const confidence = fc.constantFrom("high" as const, "medium" as const, "low" as const);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const count = fc.nat(5_000_000);
const positive = fc.integer({ min: 1, max: 3_000_000 });

const verdict: fc.Arbitrary<Verdict> = fc.record({
  limit: fc.constantFrom(...limitIds),
  severity: fc.constantFrom("critical" as const, "warning" as const),
  confidence,
  summary: fc.constant(""),
  lookAlikes: fc
    .subarray([...lookAlikeIds], { maxLength: 3 })
    .chain((ids) => fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), confidence, because: fc.constant("") })))),
  causes: fc
    .subarray([...causeIds], { maxLength: 4 })
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), confidence, because: fc.constant(""), workload: name, share }))),
    ),
  escalation: fc.constant([]),
});

const culprits: fc.Arbitrary<readonly Culprit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("client" as const, "endpoint" as const, "namespace" as const, "workload" as const),
    name,
    entries: count,
    share,
  }),
  { maxLength: 4 },
);

function read<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reading<T> | undefined> {
  const missing: Reading<T> = { status: "forbidden", reason: "", source: "", takenAtMs: 0 };
  return fc.oneof({ weight: 6, arbitrary: value.map((read) => present(read)) }, fc.constantFrom(missing, undefined));
}

const usage = read(fc.record({ count, max: fc.oneof(fc.constant(0), positive, fc.constant(2 ** 31 - 1)), buckets: positive }));
const timeout = fc.integer({ min: 1, max: 500_000 });

const parts: fc.Arbitrary<SnapshotParts> = fc
  .record({
    tableUsage: usage,
    slabMemory: read(
      fc.record({ activeObjects: count, totalObjects: count, objectBytes: fc.integer({ min: 128, max: 512 }), totalBytes: count }),
    ),
    settings: read(
      fc.record({
        sysctls: fc.record({
          nf_conntrack_tcp_timeout_time_wait: timeout,
          nf_conntrack_udp_timeout: timeout,
          nf_conntrack_udp_timeout_stream: timeout,
          nf_conntrack_tcp_timeout_established: timeout,
        }),
      }),
    ),
    resources: read(
      fc.record({
        cpus: fc.integer({ min: 1, max: 192 }),
        memoryTotalBytes: fc.integer({ min: 5e8, max: 2 ** 38 }),
        memoryAvailableBytes: count,
      }),
    ),
    kernel: read(
      fc.record({
        release: fc.oneof(fc.constantFrom(...Object.values(exampleHosts).map(({ release }) => release)), hostile),
        modules: fc.constant([]),
      }),
    ),
    dataPlane: read(
      fc.record({
        kind: fc.constantFrom<PartValues["dataPlane"]["kind"]>("iptables", "nftables", "ipvs", "cilium", "none", "unknown"),
        because: fc.constant(""),
      }),
    ),
    namespaces: read(fc.array(fc.record({ pid: count, command: hostile, isOwn: fc.boolean(), count }), { maxLength: 3 })),
    interfaceAllowances: read(
      fc.array(
        fc.record({
          interfaceName: fc.oneof(fc.constant("eth0"), hostile),
          driver: fc.constantFrom("ena", "mlx5_core"),
          statistics: fc.record({ conntrack_allowance_available: count }),
        }),
        { maxLength: 3 },
      ),
    ),
    cloudInstance: read(
      fc.record({
        provider: fc.constantFrom("amazon-ec2" as const, "azure" as const, "google-cloud" as const),
        instanceId: fc.oneof(fc.constant("i-0abc"), hostile),
      }),
    ),
    limitConfiguration: read(
      fc.record({
        sysctlLines: fc.constant([]),
        kubeProxy: fc.record({ pid: count, from: hostile, maxPerCore: fc.constantFrom(0, 32_768, 65_536), min: positive }),
      }),
    ),
    portRanges: read(
      fc.record({
        ephemeral: fc.record({ from: fc.integer({ min: 1024, max: 40_000 }), to: fc.integer({ min: 50_000, max: 65_535 }) }),
        reservedPorts: fc.nat(3),
        sourceNatDefault: fc.constant({ from: 1024, to: 65_535 }),
      }),
    ),
    neighbourTable: read(
      fc.array(
        fc.record({
          family: fc.constantFrom(4 as const, 6 as const),
          entries: fc.nat(20_000),
          tableFulls: fc.nat(3),
          gcThresh1: fc.nat(20_000),
          gcThresh2: fc.nat(20_000),
          gcThresh3: fc.nat(20_000),
        }),
        { maxLength: 2 },
      ),
    ),
  })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, reading]) => reading !== undefined)) as SnapshotParts); // each key has its own part

const situation: fc.Arbitrary<Situation> = fc
  .record({ verdict, culprits, parts, node: fc.oneof(fc.constant("node-7"), hostile) })
  .map(({ verdict, culprits, parts, node }) => ({
    verdict,
    culprits,
    observation: { now: { node, takenAtMs: 0, monotonicMs: 0, parts } },
  }));

function rule(name: string, holds: (plans: readonly Plan[], situation: Situation) => void): void {
  test(name, () =>
    fc.assert(
      fc.property(situation, (situation) => holds(choosePlans(situation), situation)),
      { numRuns: 3000 },
    ),
  );
}

/** Every way in which a plan writes a limit. */
const limitWrites =
  /nf_conntrack_max(?:"? ?= ?"?)(\d+)|netNetfilterNfConntrackMax":(\d+)|\( \+min:\)\.\*\/\\1 (\d+)|conntrack-m(?:in|ax-per-core)=(\d+)/g;

function limitsWritten(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line) =>
    [...line.matchAll(limitWrites)].map((match) => Number(match.slice(1).find((number) => number !== undefined))),
  );
}

/** Every sysctl that a plan writes, with its number. */
function sysctlsWritten(lines: readonly string[]): readonly (readonly [key: string, value: number])[] {
  return lines.flatMap((line) =>
    [...line.matchAll(/\b(net[.\w]+) ?= ?(\d+)/g)].map(([, key = "", value]) => [key, Number(value)] as const),
  );
}

test("the generated situations reach every remedy", () => {
  const offered = new Set(fc.sample(situation, { numRuns: 12_000, seed: 1 }).flatMap((sample) => choosePlans(sample).map(({ id }) => id)));
  assert.deepEqual(
    remedies.map(({ id }) => id).filter((id) => !offered.has(id)),
    [],
  );
});

rule("no plan writes a limit that is not above the present one, and no undo one that is below it", (plans, { observation }) => {
  const usage = observation.now.parts.tableUsage;
  const max = usage?.status === "present" ? usage.value.max : undefined;
  for (const { id, commands, undo } of plans) {
    for (const written of limitsWritten(commands))
      assert.ok(max !== undefined && max > 0 && written > max, `${id} writes ${written}, ${max} is set`);
    for (const written of limitsWritten(undo)) assert.ok(written === max, `${id} puts back ${written}, ${max} was set`);
  }
});

test("the ways of writing a limit are all recognised", () => {
  const ids = ["at-once", "kube-proxy", "nodeadm", "bottlerocket", "karpenter", "aks", "sysctl"].map((owner) => `raise-limit-${owner}`);
  const plans = fc.sample(situation, { numRuns: 5000, seed: 2 }).flatMap(choosePlans);
  for (const id of ids) {
    const own = plans.filter((plan) => plan.id === id);
    assert.ok(own.length > 0, id);
    assert.ok(
      own.every(({ commands }) => limitsWritten(commands).length > 0),
      id,
    );
  }
});

for (const limit of ["instance-allowance", "snat-ports", "bpf-map-full", "none", "unknown"] as const) {
  rule(`no plan against ${limit} raises the kernel's limit`, (plans, { verdict }) => {
    if (verdict.limit !== limit) return;
    for (const { id, commands } of plans) assert.deepEqual(limitsWritten(commands), [], id);
  });
}

rule("no plan against the instance's allowance writes any setting of connection tracking", (plans, { verdict }) => {
  if (verdict.limit !== "instance-allowance") return;
  for (const { id, commands } of plans) {
    assert.deepEqual(
      sysctlsWritten(commands).filter(([key]) => key.includes("nf_conntrack")),
      [],
      id,
    );
  }
});

rule(
  "against both limits the kernel's plan is the first that changes anything, and says that the instance is the ceiling",
  (plans, { verdict }) => {
    if (verdict.limit !== "kernel-and-instance") return;
    const raises = plans.filter(({ id }) => id.startsWith("raise-limit-"));
    if (raises.length === 0) return;
    assert.equal(plans.find(({ rating }) => rating !== "GREEN")?.id, "raise-limit-at-once");
    for (const { because } of raises) assert.match(because, /allowance.* is the ceiling/);
  },
);

const counters =
  /\b(drop|early_drop|insert_failed|clash_resolve|\w+_allowance_exceeded|nf_conntrack_count|ListenOverflows|table_fulls|dropped|TCPTimeWaitOverflow|cilium_drop_count_total|kubeproxy_sync_proxy_rules_last_timestamp_seconds)\b/;

rule("what changes something says how to verify it by a counter, how to undo it and who owns it", (plans) => {
  for (const { id, rating, verify, undo, owner, commands, caution } of plans) {
    assert.ok(owner.length > 0 && commands.length > 0, id);
    if (rating === "GREEN") continue;
    assert.match(verify.join("\n"), counters, id);
    assert.ok(undo.length > 0, id);
    assert.ok(caution !== undefined, id);
  }
});

rule("every number is filled in", (plans) => {
  for (const { id, commands, verify, undo } of plans)
    for (const line of [...commands, ...verify, ...undo])
      assert.doesNotMatch(line, /<[A-Za-z][\w -]*>|(?<!\.)\bN\b|undefined|NaN|Infinity|\[object/, id);
});

rule("text from the node is in quotes or not there", (plans) => {
  for (const { id, title, because, owner, commands, verify, undo, caution } of plans) {
    for (const line of [...commands, ...verify, ...undo]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/, id);
      assert.ok(!line.replace(/'(?:[^']|'\\'')*'/g, "").includes(marker), `${id}: ${line}`);
    }
    assert.ok(![title, because, owner, caution].some((text) => text?.includes(marker)), id);
  }
});

rule("at once comes before for good, and no remedy comes twice", (plans) => {
  assert.equal(new Set(plans.map(({ id }) => id)).size, plans.length);
  const firstLasting = plans.findIndex(({ when }) => when === "long-term");
  assert.ok(firstLasting < 0 || plans.slice(firstLasting).every(({ when }) => when === "long-term"));
});

rule("a timeout is only ever shortened, and only for the cause that it is of", (plans, { observation, verdict }) => {
  const settings = observation.now.parts.settings;
  const sysctls: Readonly<Record<string, number>> = settings?.status === "present" ? settings.value.sysctls : {};
  const causes = verdict.causes.map(({ id }) => id);
  for (const { id, commands } of plans) {
    for (const [key, value] of sysctlsWritten(commands)) {
      if (!key.includes("timeout")) continue;
      assert.ok((sysctls[key.replace("net.netfilter.", "")] ?? 0) > value, `${id} writes ${key} = ${value}`);
      assert.ok(
        causes.includes(key.includes("udp") ? "udp-accumulation" : key.includes("time_wait") ? "connection-churn" : "connection-leak"),
        id,
      );
    }
  }
});

rule("thresholds, buckets and port ranges only ever grow", (plans, { observation }) => {
  const { tableUsage, neighbourTable } = observation.now.parts;
  for (const { id, commands } of plans) {
    for (const [key, value] of sysctlsWritten(commands)) {
      if (key.endsWith("nf_conntrack_buckets")) assert.ok(tableUsage?.status === "present" && value > (tableUsage.value.buckets ?? 0), id);
      const [, family, level] = /ipv([46])\.neigh\.default\.gc_thresh([123])/.exec(key) ?? [];
      if (family === undefined || neighbourTable?.status !== "present") continue;
      const tables = neighbourTable.value.filter((table) => table.family === Number(family));
      const present = tables.map(({ gcThresh1, gcThresh2, gcThresh3 }) => [gcThresh1, gcThresh2, gcThresh3][Number(level) - 1] ?? 0);
      assert.ok(value >= Math.min(...present), `${id} writes ${key} = ${value}`);
    }
  }
});
