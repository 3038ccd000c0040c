import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { agentHealthSchema, agentReadinessSchema } from "../../src/contract/agent-health.ts";
import { agentSnapshotSchema } from "../../src/contract/agent-snapshot.ts";
import { alertAnswersSchema } from "../../src/contract/alert-answers.ts";
import { analyzeResultSchema } from "../../src/contract/analyze-result.ts";
import { apiFailureSchema } from "../../src/contract/api-failure.ts";
import { bundleManifestSchema } from "../../src/contract/bundle-manifest.ts";
import { checkResultSchema } from "../../src/contract/check-result.ts";
import { compareResultSchema } from "../../src/contract/compare-result.ts";
import { diagnoseResultSchema } from "../../src/contract/diagnose-result.ts";
import { findResultSchema } from "../../src/contract/find-result.ts";
import { fleetCollectionSchema } from "../../src/contract/fleet-collection.ts";
import { fleetDiagnosisSchema } from "../../src/contract/fleet-diagnosis.ts";
import { fleetTopSchema } from "../../src/contract/fleet-top.ts";
import { incidentListSchema } from "../../src/contract/incident-list.ts";
import { overviewResultSchema } from "../../src/contract/overview-result.ts";
import { planResultSchema } from "../../src/contract/plan-result.ts";
import { recordedSnapshotSchema } from "../../src/contract/recording.ts";
import { runbookResultSchema } from "../../src/contract/runbook-result.ts";
import { topFrameSchema } from "../../src/contract/top-frame.ts";
import { watchRecordSchema } from "../../src/contract/watch-record.ts";

const contracts = {
  "check-result": checkResultSchema,
  "analyze-result": analyzeResultSchema,
  "compare-result": compareResultSchema,
  "diagnose-result": diagnoseResultSchema,
  "find-result": findResultSchema,
  "overview-result": overviewResultSchema,
  "top-frame": topFrameSchema,
  "plan-result": planResultSchema,
  "watch-record": watchRecordSchema,
  "recorded-snapshot": recordedSnapshotSchema,
  "bundle-manifest": bundleManifestSchema,
  "agent-snapshot": agentSnapshotSchema,
  "agent-health": agentHealthSchema,
  "agent-readiness": agentReadinessSchema,
  "incident-list": incidentListSchema,
  "api-failure": apiFailureSchema,
  "alert-answers": alertAnswersSchema,
  "fleet-diagnosis": fleetDiagnosisSchema,
  "fleet-top": fleetTopSchema,
  "fleet-collection": fleetCollectionSchema,
  "runbook-result": runbookResultSchema,
} as const;

for (const [name, schema] of Object.entries(contracts)) {
  test(`the schema of ${name} is what its readers were promised; a change is a decision (UPDATE_GOLDEN=1 accepts it)`, () => {
    const path = new URL(`../golden/contract/${name}.schema.json`, import.meta.url);
    const schemaText = `${JSON.stringify(z.toJSONSchema(schema), undefined, 2)}\n`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, schemaText);
    assert.deepEqual(JSON.parse(schemaText), JSON.parse(readFileSync(path, "utf8")));
  });
}
