import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { parsePrometheusText } from "../wire/prometheus-text/parse-prometheus-text.ts";
import { agentFamilies } from "./agent-families.ts";
import { bareStatus, monstrousStatus, ordinaryStatus } from "./agent-status.case.ts";
import { exposition, negotiateExposition, openMetricsName } from "./exposition.ts";
import type { MetricDeclaration, MetricFamily } from "./metric-family.ts";
import { parseOpenMetrics } from "./parse-open-metrics.case.ts";

const statuses = [
  ["an ordinary node", ordinaryStatus()],
  ["an agent that could read nothing", bareStatus()],
  ["a monstrous node", monstrousStatus((number) => `"${"x".repeat(60)}\\${number}`)],
] as const;

for (const [what, status] of statuses) {
  for (const compatibility of [false, true]) {
    const families = agentFamilies(status, { compatibility });

    test(`promtool finds nothing in what ${what} exports, ${compatibility ? "with" : "without"} the names of others`, (t) => {
      const promtool = spawnSync("promtool", ["check", "metrics"], { input: exposition(families, "prometheus"), encoding: "utf8" });
      if (promtool.error !== undefined) return t.skip("promtool is not installed");
      assert.deepEqual([promtool.stdout, promtool.stderr, promtool.status], ["", "", 0]);
    });

    test(`what ${what} exports is OpenMetrics, ${compatibility ? "with" : "without"} the names of others, and says the same`, () => {
      const read = parseOpenMetrics(exposition(families, "openmetrics"));
      assert.deepEqual(
        read.map(({ name, type }) => [name, type]),
        families.map(({ metric }) => [openMetricsName(metric), metric.type]),
      );
      assert.deepEqual(
        read.flatMap(({ samples }) => samples),
        families.flatMap(labelled),
      );
    });

    test(`what ${what} exports is read back as it was, ${compatibility ? "with" : "without"} the names of others`, () => {
      const names = new Set(families.map(({ metric }) => metric.name));
      const { samples, malformedLines } = parsePrometheusText(exposition(families, "prometheus"), names);
      assert.equal(malformedLines, 0);
      assert.deepEqual(
        samples.map(({ name, labels, value }) => ({ name, labels: Object.fromEntries(labels), value })),
        families.flatMap(labelled),
      );
    });
  }
}

function labelled({ metric, samples }: MetricFamily) {
  return samples.map(({ labels, value }) => ({
    name: metric.name,
    labels: Object.fromEntries(metric.labels.map((name, at) => [name, labels[at] ?? ""]).filter(([, text]) => text !== "")),
    value,
  }));
}

const declaration = {
  ...{
    name: "up_things",
    type: "gauge",
    help: 'A "thing"\\ on\ntwo lines.',
    labels: ["a", "b"],
    maximumSeries: 9,
    doesNotMean: "Nothing.",
  },
} as const satisfies MetricDeclaration;

test("labels that say nothing are left out, what would end a label is escaped, and numbers are as both formats have them", () => {
  const samples = [
    { labels: ["", ""], value: 1e21 },
    { labels: ['"\\\n', ""], value: Number.POSITIVE_INFINITY },
    { labels: ["", "é"], value: Number.NEGATIVE_INFINITY },
    { labels: ["x", "y"], value: 0.1 },
  ];
  const lines = 'up_things 1e+21\nup_things{a="\\"\\\\\\n"} +Inf\nup_things{b="é"} -Inf\nup_things{a="x",b="y"} 0.1\n';
  const family = { metric: declaration, samples };
  assert.equal(exposition([family], "prometheus"), `# HELP up_things A "thing"\\\\ on\\ntwo lines.\n# TYPE up_things gauge\n${lines}`);
  assert.equal(
    exposition([family], "openmetrics"),
    `# TYPE up_things gauge\n# HELP up_things A \\"thing\\"\\\\ on\\ntwo lines.\n${lines}# EOF\n`,
  );
});

test("a unit that ends the name is told, after counters have lost their ending", () => {
  const family = (name: string, unit: "seconds" | "packets") => ({
    metric: { ...declaration, name, unit, type: "counter", labels: [] } as const,
    samples: [{ labels: [], value: 1 }],
  });
  const units = (name: string, unit: "seconds" | "packets") =>
    parseOpenMetrics(exposition([family(name, unit)], "openmetrics")).map((read) => [read.name, read.unit]);
  assert.deepEqual(units("busy_seconds_total", "seconds"), [["busy_seconds", "seconds"]]);
  assert.deepEqual(units("drops_total", "packets"), [["drops", undefined]]);
});

test("whatever is in a label, both formats are read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.double({ noNaN: true }), (text, value) => {
      // A label is harmless text when it gets here; only what the formats themselves escape is of interest.
      const label = text.replace(/[\r\u0085\u2028\u2029]/g, "");
      const families = [{ metric: declaration, samples: [{ labels: [label, "b"], value }] }];
      const expected = label === "" ? { b: "b" } : { a: label, b: "b" };
      const number = Object.is(value, -0) ? 0 : value;
      assert.deepEqual(parseOpenMetrics(exposition(families, "openmetrics"))[0]?.samples[0], {
        name: "up_things",
        labels: expected,
        value: number,
      });
      const [sample] = parsePrometheusText(exposition(families, "prometheus"), new Set(["up_things"])).samples;
      assert.deepEqual([Object.fromEntries(sample!.labels), sample!.value], [expected, number]);
    }),
  );
});

const prometheus3 =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5," +
  "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

for (const [accept, format] of [
  [undefined, "prometheus"],
  ["", "prometheus"],
  ["*/*", "prometheus"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "prometheus"],
  ["application/json", "prometheus"],
  [prometheus3, "openmetrics"],
  ["application/openmetrics-text", "openmetrics"],
  ['Application/OpenMetrics-Text; Version="1.0.0"', "openmetrics"],
  ["application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.6", "prometheus"],
  ["text/plain;version=0.0.4;q=0.5, application/openmetrics-text;q=0.5", "openmetrics"],
  ["application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "openmetrics"],
  ["application/openmetrics-text;q=0.4, */*;q=0.9", "prometheus"],
  ["application/openmetrics-text;q=0", "prometheus"],
  ["application/openmetrics-text;q=nonsense", "prometheus"],
  ["application/openmetrics-text;version=2.0.0,text/plain;q=0.1", "prometheus"],
  [`${",".repeat(100_000)}application/openmetrics-text`, "prometheus"],
  [";;;=,;q=,", "prometheus"],
] as const) {
  test(`who accepts ${JSON.stringify(accept)?.slice(0, 90) ?? "nothing in particular"} gets ${format}`, () => {
    const { format: chosen, contentType } = negotiateExposition(accept);
    assert.equal(chosen, format);
    assert.match(
      contentType,
      format === "openmetrics" ? /^application\/openmetrics-text; version=1\.0\.0/ : /^text\/plain; version=0\.0\.4/,
    );
  });
}
