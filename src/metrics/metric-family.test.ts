import assert from "node:assert/strict";
import { test } from "node:test";
import { compatibilityMetrics, metrics } from "./index.ts";

/** What Prometheus or its operator calls the scraped target by: ours of the same name would come back as `exported_…`. */
const labelsOfTargets = ["instance", "job", "namespace", "pod", "container", "service", "endpoint"];

const everything = [...metrics, ...compatibilityMetrics];

test("no name is given twice, in neither format", () => {
  const names = everything.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const bare = names.map((name) => name.replace(/_(total|info)$/, ""));
  assert.equal(new Set(bare).size, bare.length);
});

for (const { name, type, labels, help, unit, maximumSeries, countedSince, doesNotMean } of everything) {
  test(`${name} is declared as metrics are named`, () => {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    assert.equal(name.endsWith("_total"), type === "counter");
    assert.equal(name.endsWith("_info"), type === "info");
    assert.equal(countedSince !== undefined, type === "counter");
    assert.ok(maximumSeries >= 1 && (labels.length > 0 || maximumSeries === 1));
    assert.match(help, /^[^\n]{10,240}\.$/);
    assert.match(doesNotMean, /^[^\n]+\.$/);
    if (unit === "seconds" || unit === "bytes" || unit === "ratio") assert.match(name.replace(/_total$/, ""), new RegExp(`_${unit}$`));
    assert.deepEqual(
      labels.filter((label) => labelsOfTargets.includes(label) || !/^[a-z][a-z0-9_]*$/.test(label)),
      [],
    );
  });
}

for (const { name, type, help } of compatibilityMetrics) {
  test(`${name} has its historic type, and says how to read it where it is a count`, () => {
    assert.equal(type, "gauge");
    assert.equal(/_stat_|_exceeded$/.test(name), help.includes("cumulative; use increase()"));
  });
}
