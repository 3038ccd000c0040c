import assert from "node:assert/strict";
import { test } from "node:test";
import { components, type Finding } from "../model/finding.ts";
import { troubleCategories } from "../model/trouble-category.ts";
import type { Verdict } from "../model/verdict.ts";
import { checkedFinding, collectedAtMs, loggedFinding } from "./findings.case.ts";
import { triage } from "./triage.ts";
import { categoryOf } from "./triage-categories.ts";

const nothing: Verdict = {
  limit: "none",
  severity: "ok",
  confidence: "high",
  summary: "No limit is hit.",
  lookAlikes: [],
  causes: [],
  escalation: [],
};
const full: Verdict = { ...nothing, limit: "kernel-table-full", severity: "critical", summary: "The table is full." };
const unknown: Verdict = { ...nothing, limit: "unknown", severity: "unknown", confidence: "low" };

const dnsLines = loggedFinding("dns-lines", { component: "dns", minutesBefore: [1], count: 5000 });
const dnsMore = loggedFinding("dns-more", { component: "dns", minutesBefore: [2] });
const disk = loggedFinding("volume-not-mounted", { component: "storage", severity: "critical", minutesBefore: [600] });
const tableLine = loggedFinding("conntrack-table-full", { component: "conntrack", severity: "critical", minutesBefore: [3] });
const usage = checkedFinding("usage");

interface Case {
  readonly says: string;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly root: readonly [letter: string, confidence: string, restsOn: string];
  readonly secondary: readonly string[];
}

const cases: readonly Case[] = [
  {
    says: "the verdict outranks any number of lines",
    findings: [usage, dnsLines, dnsMore],
    verdict: full,
    root: ["D", "high", "checks"],
    secondary: ["G"],
  },
  {
    says: "a verdict that is doubted still comes before lines, with its doubt",
    findings: [usage, dnsLines, dnsMore],
    verdict: { ...full, confidence: "low" },
    root: ["D", "low", "checks"],
    secondary: ["G"],
  },
  {
    says: "lines of a full table do not outrank the checks that found room",
    findings: [tableLine],
    verdict: nothing,
    root: ["none", "high", "checks"],
    secondary: [],
  },
  {
    says: "lines of rules that were not written are not refuted by room in the table",
    findings: [tableLine, loggedFinding("kube-proxy-restore-failed", { component: "kube-proxy", minutesBefore: [2] })],
    verdict: nothing,
    root: ["D", "low", "logs"],
    secondary: [],
  },
  {
    says: "where nobody could look at the table, its lines speak",
    findings: [tableLine],
    verdict: unknown,
    root: ["D", "low", "logs"],
    secondary: [],
  },
  {
    says: "two grave lines of a kind are a better sign than one, and never a sure one",
    findings: [dnsLines, dnsMore],
    verdict: nothing,
    root: ["G", "medium", "logs"],
    secondary: [],
  },
  {
    says: "what was said just before the collection weighs more than what was said hours before",
    findings: [disk, dnsLines],
    verdict: nothing,
    root: ["G", "low", "logs"],
    secondary: ["A"],
  },
  {
    says: "a look-alike that stands is the root cause where no limit does",
    findings: [dnsLines],
    verdict: { ...nothing, severity: "warning", lookAlikes: [{ id: "neighbour-table-full", confidence: "high", because: "it is full" }] },
    root: ["B", "high", "checks"],
    secondary: ["G"],
  },
  {
    says: "a look-alike that is doubted is a hypothesis beside the lines",
    findings: [dnsLines],
    verdict: { ...nothing, lookAlikes: [{ id: "neighbour-table-full", confidence: "low", because: "it may be" }] },
    root: ["G", "low", "logs"],
    secondary: ["B"],
  },
  {
    says: "much of low severity decides nothing",
    findings: [loggedFinding("chatter", { component: "cni", severity: "info", minutesBefore: [1], count: 1_000_000 })],
    verdict: nothing,
    root: ["none", "high", "checks"],
    secondary: [],
  },
  {
    says: "nothing found where nothing could be seen is no health",
    findings: [],
    verdict: unknown,
    root: ["none", "none", "nothing"],
    secondary: [],
  },
];

for (const { says, findings, verdict, root, secondary } of cases) {
  test(says, () => {
    const result = triage(findings, verdict, collectedAtMs);
    assert.deepEqual([result.rootCause.letter, result.rootCause.confidence, result.rootCause.restsOn], root);
    assert.deepEqual(
      result.secondary.map(({ letter }) => letter),
      secondary,
    );
  });
}

test("it names at most three others", () => {
  const findings = components.map((component) => loggedFinding(component, { component, minutesBefore: [1] }));
  assert.equal(triage(findings, full, collectedAtMs).secondary.length, 3);
});

test("every part of a node has a category, and what is recent is measured from the bundle's own time", () => {
  for (const component of components) assert.ok(Object.hasOwn(troubleCategories, categoryOf({ source: "anything", component })));
  assert.equal(categoryOf({ source: "__proto__", component: "dns" }), "G");
});

test("of a time before the collection its lines speak, whatever the verdict is by then", () => {
  const hourAgo = collectedAtMs - 3_600_000;
  const { rootCause } = triage([tableLine], nothing, collectedAtMs, hourAgo);
  assert.deepEqual([rootCause.letter, rootCause.restsOn], ["D", "logs"]);
  assert.match(rootCause.detail, /before the collection, of which alone the verdict speaks \(none\)/);
  const other = triage([dnsLines], full, collectedAtMs, hourAgo);
  assert.deepEqual([other.rootCause.letter, other.secondary.map(({ letter }) => letter)], ["G", []]);
  assert.deepEqual(
    [triage([], full, collectedAtMs, hourAgo).rootCause].map(({ letter, confidence }) => [letter, confidence]),
    [["none", "none"]],
  );
});

test("a notice of a check beside lines makes nothing of them that was measured", () => {
  const notice = checkedFinding("dns-servfail", { component: "dns", severity: "low" });
  assert.equal(triage([dnsLines, notice], nothing, collectedAtMs).rootCause.restsOn, "logs");
});
