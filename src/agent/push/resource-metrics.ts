import { type Attributes, type HrTime, ValueType } from "@opentelemetry/api";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationTemporality, DataPointType, type MetricData, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { MetricFamily, MetricSample, MetricUnit } from "../../metrics/metric-family.ts";
import type { CapturedFamilies } from "./push-backlog.ts";

const scope = { name: "ullage" } as const;

/**
 * Our families as OpenTelemetry has metrics: a counter is a cumulative monotonic sum, everything else a gauge. Names are those of Prometheus' text, with their
 * endings, so that one documentation holds for both ways.
 */
export function resourceMetrics({ families, atMs }: CapturedFamilies, resource: Resource): ResourceMetrics {
  return { resource, scopeMetrics: [{ scope, metrics: families.map((family) => metricData(family, atMs)) }] };
}

export function pushedResource(attributes: Readonly<Record<string, string>>): Resource {
  return resourceFromAttributes({ "service.name": "ullage", ...attributes });
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
