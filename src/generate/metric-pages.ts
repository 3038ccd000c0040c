import { compatibilityMetrics, maximumSeriesOfNode, metrics } from "../metrics/index.ts";
import type { Metric } from "../metrics/metric-family.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export function metricPages(): readonly Page[] {
  const own = seriesOf(metrics);
  const all = own + seriesOf(compatibilityMetrics);
  return [
    markdownPage("docs/reference/metrics.md", "src/metrics/index.ts", [
      "# Metrics",
      `What the agent exports at \`/metrics\`. A node has at most ${own} series, and ${all} with the names of others; more than ${maximumSeriesOfNode} are never made, whatever the node holds. How to scrape, add up and push them stands in [metrics.md](../metrics.md).`,
      "Missing is never zero: where the part that a family needs could not be read, the family has no sample, and `ullage_part_status` says whether it is absent, forbidden or failed. Where a work that it needs has not succeeded yet, `ullage_work_failures_total` and `ullage_work_last_success_age_seconds` of that work say so.",
      ...metrics.map(section),
      "## Names of others",
      "With the switch only. They are what dashboards and alerts of node_exporter and of the DNS throttling monitor ask for, in their historic type: counts are gauges there, so read them by `increase()`.",
      ...compatibilityMetrics.map(section),
      "## All of them",
      markdownTable(
        ["name", "type", "unit", "labels", "at most"],
        [...metrics, ...compatibilityMetrics].map(({ name, type, unit, labels, maximumSeries }) => [
          `\`${name}\``,
          type,
          unit ?? "",
          labels.map((label) => `\`${label}\``).join(", "),
          String(maximumSeries),
        ]),
      ),
    ]),
  ];
}

function seriesOf(list: readonly Metric[]): number {
  return list.reduce((sum, { maximumSeries }) => sum + maximumSeries, 0);
}

function section({ name, type, unit, labels, maximumSeries, needsPart, needsWork, countedSince, help, doesNotMean }: Metric): string {
  const facts = [
    unit === undefined ? type : `${type}, ${unit}`,
    labels.length === 0 ? undefined : `labels ${labels.map((label) => `\`${label}\``).join(", ")}, at most ${maximumSeries} series`,
    needsPart === undefined ? undefined : `needs \`${needsPart}\``,
    needsWork === undefined ? undefined : `needs the work \`${needsWork}\``,
    countedSince === undefined ? undefined : beginnings[countedSince],
  ].filter((fact) => fact !== undefined);
  return [`### ${name}`, `${facts.join(" · ")}`, help, doesNotMean].join("\n\n");
}

const beginnings = {
  boot: "counts since the node was started",
  driver: "counts since the driver was loaded",
  agent: "counts since the agent began",
} as const;
