import type { MetricDeclaration, MetricFamily, MetricSample } from "./metric-family.ts";

export type ExpositionFormat = "prometheus" | "openmetrics";

/** Prometheus' text format 0.0.4 or OpenMetrics 1.0. Families come out in their order; every label is expected to be harmless text. */
export function exposition(families: readonly MetricFamily[], format: ExpositionFormat): string {
  let text = "";
  for (const { metric, samples } of families) {
    text += headOf(metric, format);
    for (const sample of samples) text += `${metric.name}${labelsText(metric.labels, sample)} ${numberText(sample.value)}\n`;
  }
  return format === "openmetrics" ? `${text}# EOF\n` : text;
}

const heads: Readonly<Record<ExpositionFormat, WeakMap<MetricDeclaration, string>>> = {
  prometheus: new WeakMap(),
  openmetrics: new WeakMap(),
};

/** A scrape comes every few seconds, and what stands above the samples never changes. */
function headOf(metric: MetricDeclaration, format: ExpositionFormat): string {
  const known = heads[format].get(metric);
  if (known !== undefined) return known;
  const head = format === "openmetrics" ? openMetricsHead(metric) : prometheusHead(metric);
  heads[format].set(metric, head);
  return head;
}

function prometheusHead({ name, type, help }: MetricDeclaration): string {
  const escaped = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type === "info" ? "gauge" : type}\n`;
}

/** The family of a counter is called without `_total` and that of an info without `_info`; only their samples have it. */
function openMetricsHead(metric: MetricDeclaration): string {
  const family = openMetricsName(metric);
  const { unit, help } = metric;
  // A unit has to be the end of the name, after an underscore; what is counted in words of ours has none.
  const unitLine = unit !== undefined && family.endsWith(`_${unit}`) ? `# UNIT ${family} ${unit}\n` : "";
  return `# TYPE ${family} ${metric.type}\n${unitLine}# HELP ${family} ${escapeText(help)}\n`;
}

export function openMetricsName({ name, type }: MetricDeclaration): string {
  return type === "counter" ? name.replace(/_total$/, "") : type === "info" ? name.replace(/_info$/, "") : name;
}

function labelsText(names: readonly string[], { labels }: MetricSample): string {
  let text = "";
  for (let at = 0; at < names.length; at++) {
    const value = labels[at];
    if (value === undefined || value === "") continue;
    text += `${text === "" ? "{" : ","}${names[at]}="${escapeText(value)}"`;
  }
  return text === "" ? "" : `${text}}`;
}

function escapeText(text: string): string {
  return /[\\"\n]/.test(text) ? text.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`)) : text;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

export interface NegotiatedExposition {
  readonly format: ExpositionFormat;
  readonly contentType: string;
}

const contentTypes: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/**
 * By the header Accept (RFC 9110, section 12.5.1). OpenMetrics only for whoever names it and does not like plain text better: a browser or curl that takes
 * anything is served plain text, and so is who asks for what there is not, since an exposition that cannot be had helps nobody in an incident.
 */
export function negotiateExposition(accept: string | undefined): NegotiatedExposition {
  const ranges = (accept ?? "").split(",", maximumRanges).map(mediaRange);
  const openMetrics = quality(ranges, isOpenMetrics) ?? 0;
  const format =
    openMetrics > 0 && openMetrics >= (quality(ranges, isPlainText) ?? quality(ranges, isAnything) ?? 0) ? "openmetrics" : "prometheus";
  return { format, contentType: contentTypes[format] };
}

/** A header of Prometheus has five. */
const maximumRanges = 32;

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function mediaRange(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  return {
    type,
    parameters: new Map(
      parameters.map((parameter) => {
        const [name = "", value = ""] = parameter.split("=", 2).map((side) => side.trim().replace(/^"(.*)"$/, "$1"));
        return [name, value];
      }),
    ),
  };
}

function isOpenMetrics({ type, parameters }: MediaRange): boolean {
  const version = parameters.get("version");
  return type === "application/openmetrics-text" && (version === undefined || version === "1.0.0" || version === "0.0.1");
}

function isPlainText({ type, parameters }: MediaRange): boolean {
  const version = parameters.get("version");
  return type === "text/plain" && (version === undefined || version === "0.0.4");
}

function isAnything({ type }: MediaRange): boolean {
  return type === "*/*" || type === "text/*";
}

/** The highest among those that fit; undefined where none does. A weight that is no number counts as nothing. */
function quality(ranges: readonly MediaRange[], fits: (range: MediaRange) => boolean): number | undefined {
  const weights = ranges.filter(fits).map(({ parameters }) => {
    const weight = parameters.get("q");
    return weight === undefined ? 1 : /^[01](\.\d{0,3})?$/.test(weight) ? Math.min(1, Number(weight)) : 0;
  });
  return weights.length === 0 ? undefined : Math.max(...weights);
}
