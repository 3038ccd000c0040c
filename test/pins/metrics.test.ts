import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { agentFamilies } from "../../src/metrics/agent-families.ts";
import { ordinaryStatus } from "../../src/metrics/agent-status.case.ts";
import { exposition } from "../../src/metrics/exposition.ts";
import { compatibilityMetrics, metrics } from "../../src/metrics/index.ts";

const families = agentFamilies(ordinaryStatus(), { compatibility: true });

const pinned = {
  "families.txt": [...metrics, ...compatibilityMetrics]
    .map(({ name, type, unit = "-", labels }) => `${name} ${type} ${unit} {${labels.join(",")}}\n`)
    .join(""),
  "ordinary.prom": exposition(families, "prometheus"),
  "ordinary.openmetrics": exposition(families, "openmetrics"),
};

for (const [file, text] of Object.entries(pinned)) {
  test(`${file} is what alerts and dashboards were promised; a change is a decision (UPDATE_GOLDEN=1 accepts it)`, () => {
    const path = new URL(`../golden/metrics/${file}`, import.meta.url);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, text);
    assert.equal(text, readFileSync(path, "utf8"));
  });
}
