import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse, stringify } from "yaml";
import { copyBundle } from "../../src/mcp/tools/many-bundles.case.ts";
import type { LimitId } from "../../src/model/verdict.ts";
import { readLabelled } from "../recordings/read-labelled.ts";
import { instanceCause, kernelCause } from "./judge-d3.ts";
import { root, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, packedProgram, startStdio } from "./stdio-server.ts";
import { type D3Walk, walkD3 } from "./walk-d3.ts";

const recordings = [
  ...["full-churn", "full-one-sample-logged", "real-full-churn", "evicting-udp", "evicting-until-a-moment-ago", "real-evicting"],
  ...["allowance-exceeded", "both-limits", "both-limits-evicting"],
  ...["source-nat-exhausted", "real-source-nat", "pod-table-full", "dns-throttled", "approaching-by-allowance"],
  ...["allowance-of-a-past-incident", "allowance-not-counted", "allowance-at-zero", "allowance-counter-reset", "healthy-node"],
  ...["log-of-last-week", "no-privileges-at-all", "almost-nothing"],
] as const;

/** What a person who has the label writes into the report. */
const causesOfLabel: Readonly<Partial<Record<LimitId, readonly string[]>>> = {
  "kernel-table-full": [kernelCause],
  "kernel-table-evicting": [kernelCause],
  "instance-allowance": [instanceCause],
  "kernel-and-instance": [kernelCause, instanceCause],
};

const bundles = temporaryFolder({ after });
for (const name of recordings) copyBundle(name, join(bundles, "prod", name), name);
// The table is full, and the counter of the instance stands where an incident of last month has left it.
copyBundle("full-churn", join(bundles, "prod/full-beside-a-past-allowance"), "full-beside-a-past-allowance");
for (const sample of ["earlier", "snapshot"]) {
  const path = join(bundles, "prod/full-beside-a-past-allowance", `${sample}.json`);
  const text = readFileSync(path, "utf8");
  assert.ok(text.includes('"conntrack_allowance_exceeded":0'));
  writeFileSync(path, text.replaceAll('"conntrack_allowance_exceeded":0', '"conntrack_allowance_exceeded":81344'));
}
for (const name of ["eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8", "sgfp_bundle_prod-eks_web-7d9f_20260115_120344", "loose"]) {
  cpSync(join(root, "fixtures/bundles", name), join(bundles, "collected", name), { recursive: true });
}

const server = await startStdio({ after }, ["--bundles", bundles, "--state", temporaryFolder({ after })], {
  program: packedProgram(),
});
const walk = (instanceId: string, otherInstanceId?: string) =>
  walkD3(server.client, { instanceId, clusterName: "prod", ...(otherInstanceId === undefined ? {} : { otherInstanceId }) });

function isOfTheFormat({ report }: D3Walk): void {
  const { root_cause, evidence, severity, mitigation } = parse(stringify(report));
  assert.deepEqual({ root_cause, evidence, severity, mitigation }, report);
  for (const { content } of evidence) assert.ok(typeof content === "string" && content.length > 5);
  if (severity === "CRITICAL") assert.notEqual(mitigation.immediate, "");
}

for (const name of recordings) {
  test(`the walk over ${name} ends in what its label says`, async () => {
    const { limit, lookAlikes, severity } = (await readLabelled(name)).expected;
    const walked = await walk(name);
    const { report, run, health } = walked;
    isOfTheFormat(walked);
    assert.deepEqual([run.status, run.bundle], ["Success", `prod/${name}`]);
    assert.deepEqual(
      [report.root_cause.split(" + "), report.severity],
      [causesOfLabel[limit] ?? [`neither: ${limit}`, ...lookAlikes], severity.toUpperCase()],
    );
    assert.equal(health.healthSummary.totalNodes, recordings.length + 1);
    const listed = health.nodes.find(({ instanceId }) => instanceId === name);
    if (listed !== undefined) assert.equal(listed.limit, limit);
    else assert.notEqual(severity, "critical");
  });
}

for (const [name, value, because] of [
  ["allowance-of-a-past-incident", 81_344, /did not rise/],
  ["allowance-at-zero", 0, /stands at 0/],
  ["healthy-node", 0, /stands at 0/],
  ["full-beside-a-past-allowance", 81_344, /did not rise/],
] as const) {
  test(`of ${name}, whose conntrack_allowance_exceeded stands at ${value}, the walk finds the counter and never blames the instance`, async () => {
    const { evidence, allowance, errors, report } = await walk(name);
    for (const { results, assessment } of [evidence, allowance]) {
      const counters = results.flatMap(({ matches }) => matches.flatMap((match) => match.counters ?? []));
      assert.ok(counters.length > 0);
      for (const counter of counters) {
        assert.deepEqual([counter.name, counter.value, counter.rose, counter.isHit], ["conntrack_allowance_exceeded", value, 0, false]);
        assert.match(counter.because, because);
      }
      assert.ok(assessment.some((said) => because.test(said)));
    }
    assert.deepEqual(
      errors.findings.filter(({ component }) => component === "instance"),
      [],
    );
    assert.equal(report.root_cause, name.startsWith("full") ? kernelCause : "neither: none");
    assert.doesNotMatch(report.root_cause + report.mitigation.immediate, /aws|instance/i);
  });
}

test("a counter of which the bundle says nothing is no zero: the walk names neither limit, and what was not looked at", async () => {
  const { errors, report } = await walk("allowance-not-counted");
  assert.equal(report.root_cause, "neither: unknown");
  assert.ok(
    errors.gaps?.some((gap) => /instance-allowance/.test(gap)),
    errors.gaps?.join("\n"),
  );
});

for (const [what, instanceId, cause] of [
  ["a collector that saved count, limit and the kernel's lines", "sgfp_bundle_prod-eks_web-7d9f_20260115_120344", kernelCause],
  ["a collector that saved lines of the past and too little to judge by", "i-0123456789abcdef0", "neither: unknown"],
  ["commands that somebody typed", "loose", "neither: approaching-limit"],
] as const) {
  test(`over files of ${what} every statement of the report can be looked up`, async () => {
    const walked = await walk(instanceId);
    isOfTheFormat(walked);
    const { report, errors, tableFull, summary } = walked;
    assert.equal(report.root_cause, cause);
    assert.ok(tableFull.totalMatches > 0);
    assert.deepEqual([summary?.grounded, summary?.unresolvedFindingIds], [true, []]);
    const ids = errors.findings.map(({ finding_id }) => finding_id);
    for (const { type, content } of report.evidence) if (type === "finding") assert.ok(ids.some((id) => content.startsWith(id)));
  });
}

test("beside a healthy node what is wrong is on the full one alone", async () => {
  const { comparison } = await walk("full-churn", "healthy-node");
  assert.deepEqual(
    [comparison?.insightKind, comparison?.uniqueFindings["healthy-node"], comparison?.commonFindings],
    ["individual", [], []],
  );
  assert.ok(comparison?.uniqueFindings["full-churn"]?.some(({ pattern }) => pattern === "drops"));
});

test("none of it has met a bug", () => assertUnharmed(server.log()));
