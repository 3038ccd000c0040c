import type { AgentStatus } from "../model/agent-status.ts";
import type { PartName } from "../model/node-snapshot.ts";

/** `info` is a gauge that is always 1 and says what it has to say in its labels. */
export type MetricType = "counter" | "gauge" | "info";

/** In words where Prometheus knows no base unit. */
export type MetricUnit = "seconds" | "bytes" | "ratio" | "entries" | "buckets" | "packets" | "records" | "runs" | "messages" | "incidents";

/** Since when a counter counts, and so what makes it begin again. */
export type CountedSince = "boot" | "driver" | "agent";

/** What a family of metrics is, whatever its values. */
export interface MetricDeclaration {
  /** As it stands before the braces in Prometheus' text: counters end in `_total`, infos in `_info`. A historic name ends as it always did. */
  readonly name: string;
  readonly type: MetricType;
  readonly unit?: MetricUnit;
  /** One or two short sentences, on one line. Every scrape carries them. */
  readonly help: string;
  /** Label values stand in this order in every sample. */
  readonly labels: readonly string[];
  /** More series than that are never made, whatever the node holds. */
  readonly maximumSeries: number;
  /** Without this part of the snapshot the family has no sample; `ullage_part_status` says why. */
  readonly needsPart?: PartName;
  /** The work of the agent without which it has none; `ullage_work_failures_total` says how that goes. */
  readonly needsWork?: string;
  /** What one might take it for and it is not. */
  readonly doesNotMean: string;
  /** Of counters alone. */
  readonly countedSince?: CountedSince;
}

/** One member of the catalogue. */
export interface Metric extends MetricDeclaration {
  /** Nothing for what is not known: missing is never zero. */
  readonly samples: (status: AgentStatus) => readonly MetricSample[];
}

export interface MetricSample {
  /** One for each label of the family; an empty one is as good as none. */
  readonly labels: readonly string[];
  readonly value: number;
}

/** A family with the samples of one moment. */
export interface MetricFamily {
  readonly metric: MetricDeclaration;
  readonly samples: readonly MetricSample[];
  /** Of counters: when they stood at zero, where that is known. */
  readonly countedSinceMs?: number;
}
