import "../../../test/property-seed.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Severity, severityOrder } from "../../model/verdict.ts";
import { memberOf } from "./fleet.case.ts";
import { type Candidate, eligible, groupings, type SampleOptions, sampleNodes } from "./sample-nodes.ts";

const usual: SampleOptions = { groupBy: "auto", strategy: "sample", samplesPerBucket: 3, maximum: 15 };

function candidateOf(name: string, severity: Severity, more: Parameters<typeof memberOf>[1] = {}): Candidate {
  return { facts: memberOf(name, more), severity };
}

const candidates: fc.Arbitrary<readonly Candidate[]> = fc
  .array(
    fc.record({
      severity: fc.option(fc.constantFrom(...severityOrder), { nil: undefined }),
      zone: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
      nodegroup: fc.option(fc.constantFrom("web", "batch", "gpu", "db", "edge"), { nil: undefined }),
      instanceType: fc.option(fc.constantFrom("m5.large", "c5.xlarge"), { nil: undefined }),
      image: fc.option(fc.constantFrom("ami-1", "ami-2", "ami-3"), { nil: undefined }),
    }),
    { maxLength: 60 },
  )
  .map((nodes) =>
    nodes.map(({ severity, ...facts }, number) => {
      const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
      return { facts: memberOf(`node-${number}`, told), ...(severity === undefined ? {} : { severity }) };
    }),
  );

const options: fc.Arbitrary<SampleOptions> = fc.record({
  groupBy: fc.constantFrom(...groupings),
  strategy: fc.constantFrom("sample" as const, "all" as const),
  samplesPerBucket: fc.integer({ min: 1, max: 5 }),
  maximum: fc.integer({ min: 1, max: 50 }),
});

const namesOf = (nodes: readonly Candidate[]) => nodes.map(({ facts }) => facts.name);

test("every node is chosen or left out with a reason, once, and never more than the maximum", () => {
  fc.assert(
    fc.property(candidates, options, (nodes, asked) => {
      const { buckets, chosen, leftOut } = sampleNodes(nodes, asked);
      const all = [...namesOf(chosen), ...leftOut.flatMap(({ names }) => names)];
      assert.deepEqual(all.toSorted(), namesOf(nodes).toSorted());
      assert.ok(chosen.length <= asked.maximum);
      assert.equal(
        buckets.reduce((sum, bucket) => sum + bucket.nodes, 0),
        nodes.length,
      );
      assert.deepEqual(buckets.flatMap(({ sampled }) => sampled).toSorted(), namesOf(chosen).toSorted());
    }),
  );
});

test("each bucket has one at least where there are no more buckets than may be collected, which auto sees to", () => {
  fc.assert(
    fc.property(candidates, options, (nodes, asked) => {
      const { buckets } = sampleNodes(nodes, asked);
      if (asked.groupBy === "auto") assert.ok(buckets.length <= asked.maximum);
      if (buckets.length > asked.maximum) return;
      for (const { signature, sampled } of buckets) assert.ok(sampled.length >= 1, signature);
    }),
  );
});

test("of a bucket no more are taken than asked for, and the worst of it", () => {
  fc.assert(
    fc.property(candidates, options, (nodes, asked) => {
      const rank = new Map(nodes.map(({ facts, severity }) => [facts.name, severityOrder.indexOf(severity ?? "unknown")]));
      const { buckets, leftOut } = sampleNodes(nodes, { ...asked, groupBy: "az" });
      const left = new Set(leftOut.flatMap(({ names }) => names));
      for (const { signature, sampled } of buckets) {
        if (asked.strategy === "sample") assert.ok(sampled.length <= asked.samplesPerBucket);
        const zone = signature.replace("az=", "");
        const passedOver = nodes.filter(({ facts }) => left.has(facts.name) && (facts.zone ?? "unknown") === zone);
        const worstTaken = Math.max(-1, ...sampled.map((name) => rank.get(name) ?? -1));
        for (const { facts } of passedOver) assert.ok((rank.get(facts.name) ?? -1) >= worstTaken);
      }
    }),
  );
});

test("the same nodes give the same choice, in whatever order they come", () => {
  fc.assert(
    fc.property(candidates, options, fc.func(fc.integer()), (nodes, asked, shuffle) => {
      const other = nodes.toSorted((one, two) => shuffle(one.facts.name) - shuffle(two.facts.name));
      const [first, second] = [sampleNodes(nodes, asked), sampleNodes(other, asked)];
      assert.deepEqual(namesOf(first.chosen), namesOf(second.chosen));
      assert.deepEqual(first.buckets, second.buckets);
    }),
  );
});

test("the first that is chosen is in no better state than any other", () => {
  fc.assert(
    fc.property(candidates, options, (nodes, asked) => {
      const [first] = sampleNodes(nodes, asked).chosen;
      const ranks = nodes.map(({ severity }) => severityOrder.indexOf(severity ?? "unknown"));
      if (first === undefined) assert.equal(nodes.length, 0);
      else assert.equal(severityOrder.indexOf(first.severity ?? "unknown"), Math.min(...ranks));
    }),
  );
});

test("auto tells apart what differs and leaves alone what does not", () => {
  const nodes = Array.from({ length: 12 }, (_, number) =>
    candidateOf(`n-${number}`, number < 2 ? "critical" : "ok", {
      nodegroup: number % 2 === 0 ? "web" : "batch",
      zone: `z-${number}`,
      instanceType: "m5",
    }),
  );
  const { buckets, chosen } = sampleNodes(nodes, { ...usual, maximum: 6 });
  assert.deepEqual(
    buckets.map(({ signature, nodes: count, sampled }) => [signature, count, sampled]),
    [
      ["health=unhealthy nodegroup=batch", 1, ["n-1"]],
      ["health=unhealthy nodegroup=web", 1, ["n-0"]],
      ["health=healthy nodegroup=batch", 5, ["n-3", "n-5"]],
      ["health=healthy nodegroup=web", 5, ["n-2", "n-4"]],
    ],
  );
  assert.deepEqual(namesOf(chosen), ["n-1", "n-0", "n-3", "n-2", "n-5", "n-4"]);
});

test("what nobody told is said, and groups nothing", () => {
  const { buckets, untold } = sampleNodes([candidateOf("a", "ok"), candidateOf("b", "ok")], { ...usual, groupBy: "nodegroup" });
  assert.deepEqual(untold, ["nodegroup"]);
  assert.deepEqual(
    buckets.map(({ signature }) => signature),
    ["nodegroup=unknown"],
  );
});

test("what is left out names its reason", () => {
  const nodes = Array.from({ length: 9 }, (_, number) => candidateOf(`n-${number}`, "ok", { zone: number < 8 ? "a" : "b" }));
  const { leftOut } = sampleNodes(nodes, { ...usual, groupBy: "az", maximum: 3 });
  assert.deepEqual(
    leftOut.map(({ because, names }) => [/maxTotalCollections|samplesPerBucket/.exec(because)?.[0], names]),
    [
      ["maxTotalCollections", ["n-2"]],
      ["samplesPerBucket", ["n-3", "n-4", "n-5", "n-6", "n-7"]],
    ],
  );
});

const mixture: readonly Candidate[] = [
  candidateOf("ok", "ok", { isReady: true }),
  candidateOf("full", "critical", { isReady: false }),
  candidateOf("near", "warning"),
  candidateOf("blind", "unknown", { isReady: true }),
  { facts: memberOf("silent") },
];

for (const [filter, kept] of [
  ["all", ["ok", "full", "near", "blind", "silent"]],
  ["unhealthy", ["full", "near", "blind", "silent"]],
  ["notready", ["full"]],
] as const) {
  test(`of filter ${filter} what is left out is named as well`, () => {
    const { nodes, leftOut } = eligible(mixture, filter);
    assert.deepEqual(namesOf(nodes), kept);
    assert.equal(nodes.length + leftOut.flatMap(({ names }) => names).length, mixture.length);
  });
}
