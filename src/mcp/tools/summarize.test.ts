import assert from "node:assert/strict";
import { after, test } from "node:test";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import { correlateTool } from "./correlate.ts";
import { errorsTool } from "./errors.ts";
import { incidentNode, makeShelfFolder } from "./findings-tools.case.ts";
import { quickTriageTool } from "./quick-triage.ts";
import { summarizeTool } from "./summarize.ts";

const folder = makeShelfFolder("full-churn");
const context = await contextOfBundles(folder.directory);
after(async () => {
  await context.shelf.close();
  folder.remove();
});

const summarize = (input: object, given = context) => callTool(summarizeTool, { instanceId: incidentNode, ...input }, given);

test("ids of findings, clusters, searches and evidence are resolved, each with what it rests on", async () => {
  const { findings } = await callTool(errorsTool, { instanceId: incidentNode }, context);
  const { temporal_clusters: clusters } = await callTool(
    correlateTool,
    { instanceId: incidentNode, pivotEvent: "node-not-ready", timeWindow: 40 },
    context,
  );
  const searched = context.searchFindings.remember({
    ...{ node: incidentNode, bundleId: "an-earlier-one", file: "var_log/messages", query: "table full", matchCount: 3 },
    matches: [{ line: 2, text: "table full \u202e" }],
  });
  const ids = [findings[1]?.finding_id, findings[2]?.finding_id, clusters[0]?.cluster_id, searched];
  const answer = await summarize({ finding_ids: [...ids, ids[0]] });
  assert.deepEqual([answer.grounded, answer.unresolvedFindingIds], [true, []]);
  const all = [...answer.criticalFindings, ...answer.highFindings, ...answer.otherFindings];
  assert.deepEqual(all.map(({ finding_id }) => finding_id).toSorted(), ids.toSorted());
  for (const { evidence, finding_id } of all) assert.ok(evidence.length > 0, finding_id);
  assert.deepEqual(answer.affectedComponents.slice(0, 2), ["conntrack", "dns"]);
  assert.ok(answer.gaps?.some((gap) => gap.includes("an-earlier-one")));
});

test("what nothing is known of is listed, in the gaps as well, and nothing is made of it", async () => {
  const unknown = ["F-000000000000", "S-000000000000", "C-000000000000", "E-000000000000", "F-001", "everything"];
  const answer = await summarize({ finding_ids: unknown });
  assert.deepEqual([answer.grounded, answer.unresolvedFindingIds, answer.confidence], [false, unknown, "low"]);
  assert.deepEqual([answer.criticalFindings, answer.highFindings, answer.otherFindings], [[], [], []]);
  assert.equal(answer.gaps?.filter((gap) => gap.startsWith("unresolved: ")).length, unknown.length);
});

test("a cluster that was forgotten is found again where correlate was asked nothing more", async () => {
  const { temporal_clusters: clusters } = await callTool(correlateTool, { instanceId: incidentNode }, context);
  const forgetful: typeof context = { ...context, answeredClusters: new RecentlyUsed(1) };
  const { grounded, criticalFindings } = await summarize({ finding_ids: [clusters[0]?.cluster_id] }, forgetful);
  assert.equal(grounded, true);
  const members = clusters[0]?.findings.map(({ finding_id }) => finding_id);
  assert.deepEqual(criticalFindings[0]?.members?.toSorted(), members?.toSorted());
});

test("evidence of a diagnosis is resolved, and the remedies of the diagnosis are the recommendations", async () => {
  const { topEvidence, remediation } = await callTool(quickTriageTool, { instanceId: "full-churn" }, context);
  const id = topEvidence.find(({ id: one }) => one.startsWith("E-"))?.id;
  const answer = await summarize({ instanceId: "full-churn", finding_ids: [id], includeTriage: true });
  assert.deepEqual([answer.grounded, answer.criticalFindings[0]?.kind], [true, "evidence"]);
  assert.deepEqual(
    answer.recommendations?.slice(0, remediation.length).map((plan) => plan.id),
    remediation.map((plan) => plan.id),
  );
  assert.equal(answer.pod_node_triage?.letter, "D");
  assert.ok(answer.doNotConclude.length > 0);
});

test("recommendations and triage are left out when they are not wanted", async () => {
  const answer = await summarize({ finding_ids: ["F-1"], includeRecommendations: false });
  assert.deepEqual([answer.recommendations, answer.pod_node_triage], [undefined, undefined]);
});

test("an id of another node is unresolved", async () => {
  const { findings } = await callTool(errorsTool, { instanceId: "full-churn" }, context);
  const { unresolvedFindingIds } = await summarize({ finding_ids: [findings[0]?.finding_id] });
  assert.equal(unresolvedFindingIds.length, 1);
});
