import { type Attributes, type HrTime, ValueType } from "@opentelemetry/api";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type CollectionResult,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { MetricFamily, MetricSample, MetricUnit } from "../../metrics/metric-family.ts";
import type { Clock } from "../../platform/clock.ts";

const scope = { name: "ullage" } as const;

/**
 * Our families as OpenTelemetry has metrics: a counter is a cumulative monotonic sum, everything else a gauge. Names are those of Prometheus' text, with their
 * endings, so that one documentation holds for both ways.
 */
export class FamiliesProducer implements MetricProducer {
  private readonly families: () => readonly MetricFamily[];
  private readonly resource: Resource;
  private readonly clock: Clock;

  constructor(families: () => readonly MetricFamily[], resource: Readonly<Record<string, string>>, clock: Clock) {
    this.families = families;
    this.resource = resourceFromAttributes({ "service.name": "ullage", ...resource });
    this.clock = clock;
  }

  async collect(): Promise<CollectionResult> {
    const endMs = this.clock.nowMs();
    const metrics = this.families().map((family) => metricData(family, endMs));
    return { resourceMetrics: { resource: this.resource, scopeMetrics: [{ scope, metrics }] }, errors: [] };
  }
}

function metricData({ metric, samples, countedSinceMs }: MetricFamily, endMs: number): MetricData {
  // Where nobody knows when a counter stood at zero, zero says so (`start_time_unix_nano` of metrics.proto). The clock may have been set back since.
  const startTime = hrTime(Math.min(countedSinceMs ?? 0, endMs));
  const endTime = hrTime(endMs);
  const descriptor = { name: metric.name, description: metric.help, unit: unitText(metric.unit), valueType: ValueType.DOUBLE };
  const aggregationTemporality = AggregationTemporality.CUMULATIVE;
  const dataPoints = samples.map((sample) => ({
    startTime,
    endTime,
    attributes: attributesOf(metric.labels, sample),
    value: sample.value,
  }));
  return metric.type === "counter"
    ? { descriptor, aggregationTemporality, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { descriptor, aggregationTemporality, dataPointType: DataPointType.GAUGE, dataPoints };
}

/** A label without a value is none in Prometheus either. */
function attributesOf(names: readonly string[], { labels }: MetricSample): Attributes {
  const attributes: Attributes = {};
  for (const [at, name] of names.entries()) {
    const value = labels[at];
    if (value !== undefined && value !== "") attributes[name] = value;
  }
  return attributes;
}

/**
 * In UCUM, as OpenTelemetry has units. Words stand in braces, which is UCUM's way to remark: receivers that make Prometheus' names of ours put every other
 * unit at the end of the name, where seconds, bytes and ratio stand already.
 */
function unitText(unit: MetricUnit | undefined): string {
  switch (unit) {
    case undefined:
      return "";
    case "seconds":
      return "s";
    case "bytes":
      return "By";
    case "ratio":
      return "1";
    default:
      return `{${unit}}`;
  }
}

function hrTime(ms: number): HrTime {
  const whole = Math.floor(ms);
  return [Math.floor(whole / 1000), (whole % 1000) * 1_000_000];
}
