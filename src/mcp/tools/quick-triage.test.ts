import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import { incidentNode, makeShelfFolder } from "./findings-tools.case.ts";
import { quickTriageTool } from "./quick-triage.ts";

const recordings = [
  ...["full-churn", "both-limits", "allowance-exceeded", "dns-throttled", "cilium-map-full", "neighbour-table-full", "kube-proxy-stalled"],
  ...["healthy-node", "orders-in-names-and-lines", "log-of-last-week", "no-privileges-at-all"],
] as const;
const folder = makeShelfFolder(...recordings);
const context = await contextOfBundles(folder.directory, { runbooks: readRunbooks() });
after(async () => {
  await context.shelf.close();
  folder.remove();
});

const triage = (instanceId: string, input: object = {}) => callTool(quickTriageTool, { instanceId, ...input }, context);

for (const [recording, letter, restsOn] of [
  ["full-churn", "D", "checks"],
  ["both-limits", "D", "checks"],
  ["allowance-exceeded", "D", "checks"],
  ["dns-throttled", "G", "checks"],
  ["cilium-map-full", "C", "checks"],
  ["neighbour-table-full", "B", "checks"],
  ["kube-proxy-stalled", "D", "checks"],
  ["healthy-node", "none", "checks"],
  ["orders-in-names-and-lines", "none", "checks"],
  ["log-of-last-week", "none", "checks"],
  ["no-privileges-at-all", "none", "nothing"],
] as const satisfies readonly (readonly [(typeof recordings)[number], string, string])[]) {
  test(`the recording ${recording} is triaged as ${letter}, by ${restsOn}, with the verdict that its label expects`, async () => {
    const { rootCause, verdict } = await triage(recording);
    const expected = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../fixtures/recordings", recording, "expected.json"), "utf8"),
    );
    assert.deepEqual([rootCause?.letter, rootCause?.restsOn, verdict.limit], [letter, restsOn, expected.limit]);
  });
}

test("where the readings cannot tell, the lines of the logs do, with what speaks for it and no more than they can", async () => {
  const { rootCause, verdict, topEvidence, secondaryHypotheses } = await triage(incidentNode);
  assert.equal(verdict.limit, "unknown");
  assert.equal(rootCause?.letter, "D");
  assert.notEqual(rootCause?.confidence, "high");
  assert.deepEqual(
    secondaryHypotheses?.map(({ letter }) => letter),
    ["G", "B"],
  );
  assert.ok(topEvidence.some(({ source, line_range }) => source.includes("coredns") && line_range !== undefined));
});

test("the runbook of the verdict is recommended first", async () => {
  const { recommendedSOPs, nextStep } = await triage("full-churn");
  assert.equal(recommendedSOPs[0]?.name, "D3-conntrack-exhaustion");
  assert.ok(recommendedSOPs.length <= 5);
  assert.match(nextStep ?? "", /get_sop/);
});

test("remedies, commands and what not to conclude are those of the diagnosis", async () => {
  const { remediation, followupCommands, doNotConclude } = await triage("full-churn");
  assert.equal(remediation[0]?.id, "raise-limit-at-once");
  assert.ok(remediation.length <= 5 && followupCommands.length > 0 && doNotConclude.length > 0);
});

test("a severity lists findings of that one, and all are weighed", async () => {
  const { findings, rootCause, errorSummary } = await triage("full-churn", { severity: "info" });
  assert.deepEqual([findings, rootCause?.letter, errorSummary.total > 0], [[], "D", true]);
});

test("without triage there is no root cause", async () => {
  const answer = await triage("full-churn", { includeTriage: false });
  assert.deepEqual([answer.rootCause, answer.secondaryHypotheses], [undefined, undefined]);
});

test("orders in names and lines of a node stand in nothing that is ours", async () => {
  const { followupCommands, nextStep, recommendedSOPs } = await triage("orders-in-names-and-lines");
  assert.doesNotMatch(JSON.stringify([followupCommands, nextStep, recommendedSOPs]), /ignore|previous|instruction/i);
});
