import assert from "node:assert/strict";
import { test } from "node:test";
import { limitIds, lookAlikeIds } from "../model/verdict.ts";
import { readRunbooks } from "../operations/runbooks/read-runbooks.ts";
import { matchRunbooks, type RunbookOccasion } from "./match-runbooks.ts";

const runbooks = readRunbooks();

function namesFor(occasion: RunbookOccasion): readonly string[] {
  return matchRunbooks(runbooks, occasion).map(({ runbook }) => runbook.id);
}

for (const limit of limitIds) {
  if (limit === "none") continue;
  test(`there is a runbook for ${limit}`, () => {
    const [first] = matchRunbooks(runbooks, { verdict: { limit, lookAlikes: [], causes: [] } });
    assert.ok(first?.runbook.triggers.some((trigger) => trigger.kind === "limit" && trigger.id === limit));
  });
}

for (const id of lookAlikeIds) {
  test(`there is a runbook for ${id}`, () => {
    const [first] = matchRunbooks(runbooks, {
      verdict: { limit: "none", lookAlikes: [{ id, confidence: "high", because: "" }], causes: [] },
    });
    assert.ok(first?.runbook.triggers.some((trigger) => trigger.kind === "look-alike" && trigger.id === id));
  });
}

const full = { id: "F-1", from: "check", source: "drops", title: "Conntrack drops", severity: "critical" } as const;
const noise = { id: "F-2", from: "check", source: "softnet-drops", title: "Softnet backlog drops", severity: "medium" } as const;

test("a verdict without anything wrong, and nothing found, calls for no runbook", () => {
  assert.deepEqual(namesFor({ verdict: { limit: "none", lookAlikes: [], causes: [] }, findings: [] }), []);
  assert.deepEqual(namesFor({}), []);
});

test("the verdict weighs more than any number of findings", () => {
  const findings = Array.from({ length: 200 }, () => full);
  assert.equal(namesFor({ verdict: { limit: "snat-ports", lookAlikes: [], causes: [] }, findings })[0], "N1");
});

test("findings alone lead to a runbook, the worse of them first", () => {
  const names = namesFor({ findings: [noise, full] });
  assert.equal(names[0], "D3");
  assert.ok(names.includes("N2"));
});

test("a limit that is hit comes before a look-alike beside it", () => {
  const lookAlikes = [{ id: "listen-overflow", confidence: "high", because: "" }] as const;
  const names = namesFor({ verdict: { limit: "kernel-table-full", lookAlikes, causes: [] } });
  assert.deepEqual([names[0], names.includes("D8")], ["D3", true]);
});

for (const [words, id] of [
  ["nf_conntrack: table full, dropping packet", "D3"],
  ["[ 12.3] nf_conntrack: nf_conntrack: table full in netns 4026532, dropping packet", "N5"],
  ["everything times out but the network is up", "N6"],
  ["DNSThrottlingCritical", "N4"],
  ["our service is unreachable since noon", "D8"],
  ["kubeproxy_sync_proxy_rules_last_timestamp_seconds", "D2"],
] as const) {
  test(`"${words}" leads to ${id}`, () => assert.ok(namesFor({ words }).includes(id), namesFor({ words }).join()));
}

test("words that say nothing lead nowhere", () => {
  for (const words of ["", " ", "the", "hello world"]) assert.deepEqual(namesFor({ words }), [], words);
});

test("each match says by which trigger, and a runbook that is retired is not offered", () => {
  const [match] = matchRunbooks(runbooks, { findings: [full] });
  assert.deepEqual(match?.because, ["F-1: Conntrack drops"]);
  const retired = runbooks.map((runbook) => ({ ...runbook, about: { ...runbook.about, status: "retired" as const } }));
  assert.deepEqual(matchRunbooks(retired, { findings: [full] }), []);
});
