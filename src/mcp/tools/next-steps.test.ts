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
import { listSopsTool } from "./list-sops.ts";
import { copyBundle } from "./many-bundles.case.ts";

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
