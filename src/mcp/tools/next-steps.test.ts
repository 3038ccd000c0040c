import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import { clusterHealthTool } from "./cluster-health.ts";
import { diagnoseTool } from "./diagnose.ts";
import { findFlowTool } from "./find-flow.ts";
import { listSopsTool } from "./list-sops.ts";
import { copyBundle } from "./many-bundles.case.ts";
import { networkDiagnosticsTool } from "./network-diagnostics.ts";
import { planChangeTool } from "./plan-change.ts";
import { topTalkersTool } from "./top-talkers.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-next-steps-"));
const context = await contextOfBundles(directory);
after(async () => {
  await context.shelf.close();
  rmSync(directory, { recursive: true });
});

test("where no node answers, what comes next is not to collect from those that did not", async () => {
  writeFileSync(join(directory, "notes.txt"), "no bundle");
  const { nextStep } = await callTool(clusterHealthTool, {}, context);
  assert.doesNotMatch(nextStep ?? "", /collect/);
  await assert.rejects(
    callTool(diagnoseTool, {}, context),
    (error) => error instanceof ToolFailure && /notes\.txt is left out: none of its 1 files/.test(error.message),
  );
});

test("of a folder of bundles nobody is sent to collect, since the same bundle would come back", async () => {
  copyBundle("almost-nothing", join(directory, "one"), "node-a");
  const { verdict, nextStep } = await callTool(diagnoseTool, { instanceId: "node-a" }, context);
  assert.equal(verdict?.limit, "unknown");
  assert.match(nextStep ?? "", /^Call validate/);
  const network = await callTool(networkDiagnosticsTool, { instanceId: "node-a" }, context);
  assert.match(network.nextStep ?? "", /^Call validate/);
});

test("what only another bundle can tell sends nobody of a folder to collect, and names the file", async () => {
  copyBundle("source-nat-exhausted", join(directory, "no-table"), "no-table");
  for (const { notEvaluated, nextStep = "" } of [
    await callTool(topTalkersTool, { instanceId: "no-table" }, context),
    await callTool(findFlowTool, { instanceId: "no-table", query: ":443" }, context),
  ]) {
    assert.match(notEvaluated?.[0]?.fileWanted ?? "", /^node_conntrack_table\.txt/);
    assert.match(nextStep, /^Call diagnose/);
  }
});

test("where there is nothing to change nobody is sent to show commands", async () => {
  copyBundle("allowance-exceeded", join(directory, "no-plan"), "no-plan");
  const { plans, nextStep } = await callTool(planChangeTool, { instanceId: "no-plan" }, context);
  assert.deepEqual(plans, []);
  assert.match(nextStep ?? "", /no setting to change.*diagnose/);
});

for (const [recording, query] of [
  ["dns-throttled", "dns-throttled"],
  ["kube-proxy-stalled", "kube-proxy-stalled"],
  ["cilium-map-full", "bpf-map-full"],
] as const) {
  test(`of ${recording} nobody is sent to look who fills a table that has room`, async () => {
    copyBundle(recording, join(directory, recording), recording);
    const { nextStep = "" } = await callTool(diagnoseTool, { instanceId: recording }, context);
    assert.match(nextStep, new RegExp(`^Call list_sops with query ${query} `));
    const { sops } = await callTool(listSopsTool, { query }, { ...context, runbooks: readRunbooks() });
    assert.ok(sops.length > 0);
  });
}
