import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Finding } from "../../model/finding.ts";
import { checkedFinding, collectedAtMs, loggedFinding, minutes } from "../findings.case.ts";
import { type CorrelationQuestion, correlate } from "./correlate.ts";

const question: CorrelationQuestion = {
  windowSeconds: 120,
  span: { startMs: collectedAtMs - minutes(120), endMs: collectedAtMs },
  collectedAtMs,
};

const dns = loggedFinding("dns-time-outs", { title: "DNS query timed out", component: "dns", minutesBefore: [30, 29] });
const probes = loggedFinding("probes", { title: "Probe failed", subject: "shop/cart", minutesBefore: [29, 28] });
const disk = loggedFinding("disk", { title: "Disk slow", component: "storage", minutesBefore: [90] });
const noise = loggedFinding("noise", { severity: "info", minutesBefore: Array.from({ length: 118 }, (_, index) => index + 1) });
const untimed = loggedFinding("no-time", { count: 2, untimed: 2 });
const all = [dns, probes, disk, noise, untimed];

const sourcesOf = (findings: readonly { readonly finding: Finding }[]) => findings.map(({ finding }) => finding.source);

test("without a pivot, what began together is a cluster, and what goes on all the time joins none", () => {
  const { clusters, pivot } = correlate(all, question);
  assert.deepEqual(
    clusters.map(({ members }) => sourcesOf(members)),
    [["dns-time-outs", "probes"]],
  );
  assert.deepEqual([pivot, clusters[0]?.members.map(({ offsetSeconds }) => offsetSeconds)], [[], [0, 60]]);
});

test("the chain is in order of the first time, with offsets from the pivot", () => {
  const { chain } = correlate([dns, probes, disk], { ...question, pivot: "probes" });
  assert.deepEqual(
    chain.map(({ finding, offsetSeconds, isExact }) => [finding.source, offsetSeconds, isExact]),
    [
      ["dns-time-outs", -60, true],
      ["probes", 0, true],
    ],
  );
});

for (const [says, pivot, expected] of [
  ["its id", dns.id, ["dns-time-outs"]],
  ["its id in capitals", dns.id.toUpperCase(), ["dns-time-outs"]],
  ["its source", "dns-time-outs", ["dns-time-outs"]],
  ["its component", "storage", ["disk"]],
  ["a word of its title", "timed", ["dns-time-outs"]],
  ["words of its title and subject, as an agent writes them", "probe.*shop/cart", ["probes"]],
  ["what nothing has", "etcd", []],
  ["nothing at all", "(.*)+$", []],
] as const) {
  test(`a pivot is found by ${says}`, () => {
    assert.deepEqual(
      correlate(all, { ...question, pivot }).pivot.map(({ source }) => source),
      expected,
    );
  });
}

test("a pivot that nothing fits gives no clusters, rather than all of them", () => {
  const { clusters, chain, confidence } = correlate(all, { ...question, pivot: "etcd" });
  assert.deepEqual([clusters, chain, confidence], [[], [], "none"]);
});

test("the window decides what belongs together", () => {
  const later = loggedFinding("later", { minutesBefore: [24] });
  const sizes = [60, 120, 300].map(
    (windowSeconds) => correlate([probes, later], { ...question, windowSeconds, pivot: "probes" }).chain.length,
  );
  assert.deepEqual(sizes, [0, 0, 2]);
});

test("components leave out the others, and never the pivot", () => {
  const { timeline } = correlate(all, { ...question, components: ["dns"], pivot: "probes" });
  assert.deepEqual([...new Set(sourcesOf(timeline))].toSorted(), ["dns-time-outs", "probes"]);
});

test("what lies outside of the span is not looked at", () => {
  const span = { startMs: collectedAtMs - minutes(20), endMs: collectedAtMs };
  assert.deepEqual(correlate([dns, probes, disk], { ...question, span }).timeline, []);
});

test("what tells no time is listed apart and is in no order", () => {
  const { untimed: apart, timeline } = correlate(all, question);
  assert.deepEqual([apart.map(({ source }) => source), sourcesOf(timeline).includes("no-time")], [["no-time"], false]);
});

test("that things came together alone is a weak sign; a known cause that was measured is a stronger one, and never a sure one", () => {
  const full = checkedFinding("usage");
  const servfail = checkedFinding("dns-servfail", { component: "dns", severity: "high" });
  assert.equal(correlate([dns, probes], question).confidence, "low");
  const { relations, confidence } = correlate([full, servfail], { ...question, limit: "kernel-table-full" });
  assert.deepEqual(
    [relations.map(({ cause, consequence, order }) => [cause.source, consequence.source, order]), confidence],
    [[["usage", "dns-servfail", "unknown"]], "medium"],
  );
});

test("a table that is only filling is no cause", () => {
  const filling = checkedFinding("usage", { severity: "high" });
  assert.deepEqual(correlate([filling, checkedFinding("dns-servfail")], { ...question, limit: "kernel-table-full" }).relations, []);
});

for (const [limit, leads] of [
  ["kernel-table-full", ["drops"]],
  ["snat-ports", ["found-surge"]],
  ["none", ["insert-failures"]],
  ["pod-table-full", []],
] as const) {
  test(`what the kernel counts as drops and failures leads to lost lookups by another way beside the verdict ${limit}`, () => {
    const measured = ["drops", "insert-failures", "found-surge"].map((id) => checkedFinding(id));
    const { relations } = correlate([...measured, checkedFinding("dns-upstream-timeout", { component: "dns" })], { ...question, limit });
    assert.deepEqual(
      relations.map(({ cause }) => cause.source),
      leads,
    );
  });
}

test("beside a full table kube-proxy leads to no lost connection, but to endpoints that it left behind", () => {
  const findings = ["kube-proxy-sync", "stale-endpoints", "dial-timeout", "syn-sent-share"].map((id) => checkedFinding(id));
  const pairs = (limit: "kernel-table-full" | "none") =>
    correlate(findings, { ...question, limit })
      .relations.map(({ cause, consequence }) => `${cause.source} > ${consequence.source}`)
      .sort();
  const left = ["kube-proxy-sync > stale-endpoints", "stale-endpoints > dial-timeout", "stale-endpoints > syn-sent-share"];
  assert.deepEqual(pairs("kernel-table-full"), left);
  assert.deepEqual(pairs("none"), ["kube-proxy-sync > dial-timeout", ...left]);
});

test("a cluster has the same id whatever the order, the times and the counts", () => {
  const later = (finding: Finding): Finding => ({ ...finding, count: 9, minutes: finding.minutes.map(([minute]) => [minute + 3, 9]) });
  const [one] = correlate([dns, probes], question).clusters;
  const [other] = correlate([later(probes), later(dns)], { ...question, pivot: dns.id }).clusters;
  assert.match(one?.id ?? "", /^C-[0-9a-f]{12}$/);
  assert.equal(one?.id, other?.id);
});

test("every finding of a cluster around a pivot has a minute within the window of one of the pivot's, and none that has is missing", () => {
  const ages = fc.uniqueArray(fc.integer({ min: 0, max: 110 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(ages, fc.array(ages, { maxLength: 6 }), fc.integer({ min: 1, max: 20 }), (pivotAges, others, windowMinutes) => {
      const pivot = loggedFinding("pivot", { minutesBefore: pivotAges });
      const findings = others.map((minutesBefore, index) => loggedFinding(`other-${index}`, { minutesBefore }));
      const { clusters } = correlate([pivot, ...findings], { ...question, windowSeconds: windowMinutes * 60, pivot: "pivot" });
      const together = new Set(clusters.flatMap(({ members }) => sourcesOf(members)));
      const isNear = (minutesBefore: readonly number[]) =>
        minutesBefore.some((age) => pivotAges.some((pivotAge) => Math.abs(age - pivotAge) <= windowMinutes));
      for (const [index, minutesBefore] of others.entries()) {
        if (isNear(minutesBefore)) assert.ok(together.has(`other-${index}`));
      }
    }),
  );
});

test("a thousand findings that come and go all day are answered within the bounds", () => {
  const busy = Array.from({ length: 1000 }, (_, index) =>
    loggedFinding(`busy-${index}`, { minutesBefore: Array.from({ length: 400 }, (__, at) => at * 3 + (index % 3)) }),
  );
  const span = { startMs: collectedAtMs - minutes(1440), endMs: collectedAtMs };
  for (const pivot of ["busy-7", "busy"]) {
    const { timeline, clusters, chain, cut } = correlate(busy, { ...question, windowSeconds: 30, span, pivot });
    assert.ok(timeline.length <= 200 && clusters.length <= 20 && chain.length <= 20 && cut.length > 0);
  }
});
