import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeTar, membersOf } from "../../sources/bundle/archive-writers.case.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import { correlateTool } from "./correlate.ts";
import { errorsTool } from "./errors.ts";
import { networkDiagnosticsTool } from "./network-diagnostics.ts";
import { quickTriageTool } from "./quick-triage.ts";
import { searchTool } from "./search.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-cut-"));
const whole = makeTar(membersOf(join(import.meta.dirname, "../../../fixtures/bundles/ullage-node-a")));
writeFileSync(join(directory, "cut.tar"), whole.subarray(0, whole.length / 2));
const context = await contextOfBundles(directory);
after(async () => {
  await context.shelf.close();
  rmSync(directory, { recursive: true });
});

const bundle = { instanceId: "cut.tar" };

for (const [name, ask] of Object.entries({
  errors: () => callTool(errorsTool, bundle, context),
  search: () => callTool(searchTool, { ...bundle, query: "table full" }, context),
  quick_triage: () => callTool(quickTriageTool, bundle, context),
  correlate: () => callTool(correlateTool, bundle, context),
  network_diagnostics: () => callTool(networkDiagnosticsTool, bundle, context),
})) {
  test(`${name} says of an archive that is cut short that it is: what is missing is no zero`, async () => {
    const { gaps = [] } = await ask();
    assert.match(gaps.join("\n"), /the archive is cut short/);
  });
}
