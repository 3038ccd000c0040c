import assert from "node:assert/strict";
import { after, test } from "node:test";
import { callTool, contextOfBundles, openBundleOf } from "../arguments/bundle-context.case.ts";
import { correlateTool } from "./correlate.ts";
import { errorsTool } from "./errors.ts";
import { incidentNode, makeShelfFolder } from "./findings-tools.case.ts";

const folder = makeShelfFolder("full-churn");
const context = await contextOfBundles(folder.directory);
after(async () => {
  await context.shelf.close();
  folder.remove();
});

const correlate = (input: object) => callTool(correlateTool, { instanceId: incidentNode, ...input }, context);

test("the chain of an incident is in order of time, with offsets from the pivot and what is known to lead to what", async () => {
  const { potential_root_cause_chain: chain, confidence, caveat } = await correlate({ pivotEvent: "conntrack-table-full" });
  assert.deepEqual(
    chain.slice(0, 3).map(({ pattern, offset_seconds, exact }) => [pattern, offset_seconds, exact]),
    [
      ["conntrack-table-full", 0, true],
      ["dns-upstream-timeout", 31, true],
      ["node-not-ready", 105, true],
    ],
  );
  assert.deepEqual(
    chain[0]?.leads_to.map(({ finding_id }) => finding_id),
    [chain[1]?.finding_id, chain[2]?.finding_id],
  );
  assert.equal(confidence, "medium");
  assert.match(caveat, /not proven/);
});

test("the pivot really is one: around the node's own line there is less than around the table's", async () => {
  const { potential_root_cause_chain: chain, pivot } = await correlate({ pivotEvent: "node-not-ready", timeWindow: 10 });
  assert.equal(pivot?.finding_ids.length, 1);
  assert.ok(!chain.some(({ pattern }) => pattern === "conntrack-table-full"));
});

test("a pivot can be an id of errors, or of evidence", async () => {
  const { findings } = await callTool(errorsTool, { instanceId: incidentNode }, context);
  const [, full] = findings;
  assert.deepEqual((await correlate({ pivotEvent: full?.finding_id })).pivot?.finding_ids, [full?.finding_id]);
  const { diagnosis } = await openBundleOf(context, "full-churn");
  const evidence = diagnosis.evidence.find(({ type }) => type === "usage");
  assert.equal((await correlate({ instanceId: "full-churn", pivotEvent: evidence?.id })).pivot?.finding_ids.length, 1);
});

test("a pivot that nothing fits is said in the gaps", async () => {
  const { gaps, temporal_clusters: clusters, nextStep } = await correlate({ pivotEvent: "etcd" });
  assert.match(gaps?.[0] ?? "", /pivotEvent fits no finding/);
  assert.deepEqual(clusters, []);
  assert.match(nextStep ?? "", /errors/);
});

test("components are looked at alone", async () => {
  const { byComponent } = await correlate({ components: ["dns", "kubelet"], response_format: "detailed" });
  assert.deepEqual(Object.keys(byComponent).toSorted(), ["dns", "kubelet"]);
});

test("clusters have ids that the next call gives again", async () => {
  const [first, second] = [await correlate({}), await correlate({})].map(({ temporal_clusters: clusters }) =>
    clusters.map(({ cluster_id }) => cluster_id),
  );
  assert.deepEqual(first, second);
  assert.match(first?.[0] ?? "", /^C-[0-9a-f]{12}$/);
});

test("the timeline is given when it is asked for", async () => {
  assert.equal((await correlate({})).timeline, undefined);
  const { timeline = [] } = await correlate({ response_format: "detailed" });
  assert.deepEqual(
    timeline.map(({ from }) => from),
    timeline.map(({ from }) => from).toSorted(),
  );
  assert.ok(timeline.length >= 4);
});
