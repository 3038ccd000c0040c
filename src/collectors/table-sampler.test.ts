import assert from "node:assert/strict";
import { test } from "node:test";
import { flowBatchOf } from "../flows/flow-row.case.ts";
import { type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import { tcpState } from "../model/tcp-state.ts";
import type { ConntrackSource, DumpOutcome } from "../sources/conntrack-source.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import { fixtureSources, type Recorded, systemError } from "./fixture-sources.case.ts";
import { TableSampler, type TableSamplerOptions } from "./table-sampler.ts";

const whole: DumpOutcome = {
  entries: 3,
  malformed: [],
  malformedCount: 0,
  unknownAttributes: 0,
  endedBy: "kernel",
  wasInterruptedByKernel: false,
  durationMs: 1,
};

const dump: ConntrackSource["dump"] = async (_, onBatch) => {
  onBatch(
    flowBatchOf([
      { from: "10.0.0.1", to: "10.9.0.1", state: tcpState.established, timeout: 86_000 },
      { from: "10.0.0.1", to: "10.9.0.2", state: tcpState.established, timeout: 86_000 },
      { from: "10.0.0.2", to: "10.9.0.1", protocol: 17 },
    ]),
  );
  return whole;
};

function samplerOf(recorded: Recorded, options: TableSamplerOptions = {}, tree: Parameters<typeof fixtureSources>[0] = "linux-6.18-quiet") {
  let nowMs = 0;
  const sources = fixtureSources(tree, recorded);
  // A second from one look at the clock to the next.
  const clock = { nowMs: () => 1_760_000_000_000 + nowMs, monotonicMs: () => (nowMs += 1000) };
  return new TableSampler({ ...sources, clock }, options);
}

const podAt = (address: string, name: string): AddressOwners => ({
  ...noAddressOwners,
  claims: [{ address, owner: { kind: "pod", namespace: "shop", name } }],
});

const clientsOf = ({ traffic }: Awaited<ReturnType<TableSampler["sample"]>>) =>
  Object.fromEntries(traffic?.by.pod.groups.filter(({ entries }) => entries > 0).map(({ key, entries }) => [key, entries]) ?? []);

test("a sample has the count, the limit and the table by whose it is", async () => {
  const sample = await samplerOf({ dump }, { names: () => podAt("10.0.0.1", "checkout-1") }).sample();
  assert.ok(sample.max > 0);
  assert.equal(sample.traffic?.total, 3);
  assert.deepEqual(clientsOf(sample), { "shop/checkout-1": 2, "10.0.0.2": 1 });
  assert.deepEqual(sample.remarks, []);
});

test("the first sample says nothing of increases, the second does", async () => {
  const sampler = samplerOf({ dump });
  assert.equal((await sampler.sample()).increases, undefined);
  assert.equal((await sampler.sample()).increases?.["drop"], 0);
});

test("counters over netlink are added over the CPUs, each over its own wrap-around and reset", async () => {
  const readings = [
    [
      { cpu: 0, counters: { drop: 4_294_967_290 } },
      { cpu: 1, counters: { drop: 100 } },
    ],
    [
      { cpu: 0, counters: { drop: 4 } },
      { cpu: 1, counters: { drop: 105 } },
    ],
    [{ cpu: 0, counters: { drop: 4 } }],
  ];
  const sampler = samplerOf({ dump, cpuCounters: async () => readings.shift() ?? [] }, {}, "linux-6.1-no-procfs-stat");
  assert.equal((await sampler.sample()).increases, undefined);
  assert.deepEqual((await sampler.sample()).increases, { drop: 15 });
  const third = await sampler.sample();
  assert.equal(third.increases, undefined);
  assert.match(third.remarks.join(), /set of CPUs changed/);
});

test("names that changed hold from the next sample on", async () => {
  let names = podAt("10.0.0.1", "checkout-1");
  const sampler = samplerOf({ dump }, { names: () => names });
  await sampler.sample();
  const before = sampler.owners();
  assert.equal(sampler.owners(), before, "the same names are indexed once");
  names = podAt("10.0.0.1", "checkout-2");
  assert.deepEqual(clientsOf(await sampler.sample()), { "shop/checkout-2": 2, "10.0.0.2": 1 });
});

test("without a walk there is no traffic, and that is no failure", async () => {
  const sample = await samplerOf({}, { walk: false }).sample();
  assert.deepEqual([sample.traffic, sample.remarks], [undefined, []]);
});

for (const [what, failure, remark] of [
  ["a kernel that refuses the walk", systemError("EPERM"), /^table: .*CAP_NET_ADMIN/],
  ["a kernel without ctnetlink", new SourceAbsent("ctnetlink", "the module is not loaded"), /^table: the module is not loaded/],
] as const) {
  test(`${what} costs the traffic alone, and says so`, async () => {
    const sample = await samplerOf({ dump: () => Promise.reject(failure) }).sample();
    assert.equal(sample.traffic, undefined);
    assert.ok(sample.max > 0);
    assert.match(sample.remarks.join(), remark);
  });
}

test("counters that cannot be read cost the increases alone", async () => {
  const sampler = samplerOf({ dump, cpuCounters: () => Promise.reject(systemError("EPERM")) }, {}, "linux-6.1-no-procfs-stat");
  const sample = await sampler.sample();
  assert.deepEqual([sample.increases, sample.traffic?.total], [undefined, 3]);
  assert.match(sample.remarks.join(), /^counters: /);
});

test("without nf_conntrack there is no sample", async () => {
  await assert.rejects(samplerOf({ dump }, {}, "linux-6.18-no-conntrack").sample(), { name: "PartMissing", status: "absent" });
});

test("a bug is thrown and not made a remark", async () => {
  await assert.rejects(samplerOf({ dump: () => Promise.reject(new TypeError("a bug")) }).sample(), TypeError);
});

test("what the signal was aborted with is thrown, before and within the walk", async () => {
  const interruption = new AbortController();
  const interrupted: ConntrackSource["dump"] = async () => {
    interruption.abort(new Error("enough"));
    return { ...whole, endedBy: "interrupted" };
  };
  const sampler = samplerOf({ dump: interrupted });
  await assert.rejects(sampler.sample(interruption.signal), /enough/);
  await assert.rejects(sampler.sample(interruption.signal), /enough/);
});

test("a walk that was cut short says so, and the next one is compared with none", async () => {
  const outcomes: DumpOutcome[] = [whole, { ...whole, endedBy: "time" }, whole, whole];
  const sampler = samplerOf(
    { dump: async (request, onBatch) => ({ ...(await dump(request, onBatch)), ...outcomes.shift() }) },
    { difference: true },
  );
  const methods: (string | undefined)[] = [];
  for (let number = 0; number < 4; number++) {
    const { traffic, remarks } = await sampler.sample();
    methods.push(traffic?.births?.method);
    if (number === 1) assert.match(remarks.join(), /^table: stopped after/);
  }
  assert.deepEqual(methods, ["countdown", "countdown+difference", "countdown", "countdown+difference"]);
});

test("a walk that takes most of the time is not made at every sample", async () => {
  let nowMs = 0;
  let walks = 0;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const slowDump: ConntrackSource["dump"] = async (request, onBatch) => {
    walks++;
    nowMs += 1500;
    return dump(request, onBatch);
  };
  const sampler = new TableSampler({ ...fixtureSources("linux-6.18-quiet", { dump: slowDump }), clock }, { maximumWalkShare: 0.5 });
  const remarks: string[] = [];
  for (let second = 0; second < 12; second += 2) {
    nowMs = Math.max(nowMs, second * 1000);
    remarks.push((await sampler.sample()).remarks.join());
  }
  assert.equal(walks, 3);
  assert.deepEqual(
    remarks.map((remark) => remark.includes("not walked this time")),
    [false, true, false, true, false, true],
  );
});
