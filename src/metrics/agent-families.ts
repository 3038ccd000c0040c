import type { AgentStatus } from "../model/agent-status.ts";
import { isPresent } from "../model/reading.ts";
import { compatibilityMetrics, metrics } from "./index.ts";
import type { CountedSince, Metric, MetricFamily } from "./metric-family.ts";
import { partValue } from "./sample.ts";

export interface AgentFamiliesOptions {
  /** Also the names of node_exporter and of the DNS throttling monitor. */
  readonly compatibility: boolean;
}

/** What the agent knows as families of metrics. What is not known has no sample, and a family without samples is not in the list. */
export function agentFamilies(status: AgentStatus, { compatibility }: AgentFamiliesOptions): readonly MetricFamily[] {
  const families: MetricFamily[] = [];
  for (const metric of metrics) addFamily(families, metric, status);
  if (compatibility) for (const metric of compatibilityMetrics) addFamily(families, metric, status);
  return families;
}

function addFamily(families: MetricFamily[], metric: Metric, status: AgentStatus): void {
  const { needsPart } = metric;
  // What was known of a part that cannot be read any more is old, and would look like a reading.
  if (needsPart !== undefined && !isPresent<unknown>(status.snapshot.parts[needsPart])) return;
  const samples = metric.samples(status);
  if (samples.length === 0) return;
  const countedSinceMs = beginningOf(metric.countedSince, status);
  families.push({
    metric,
    // The bound that the declaration states holds here, whatever the family does.
    samples: samples.length > metric.maximumSeries ? samples.slice(0, metric.maximumSeries) : samples,
    ...(countedSinceMs === undefined ? {} : { countedSinceMs }),
  });
}

/** When a driver was loaded nobody tells. */
function beginningOf(since: CountedSince | undefined, status: AgentStatus): number | undefined {
  if (since === "agent") return status.startedAtMs;
  return since === "boot" ? partValue(status, "kernel")?.bootedAtMs : undefined;
}
