import type { TextRedactor } from "../../analysis/redaction/text-redactor.ts";
import { isRecord } from "../../model/json-value.ts";
import { mapStrings } from "../../model/map-strings.ts";
import type { TrafficDimension } from "../../model/table-traffic.ts";

/** Lines of samples without the names and addresses in them. */
export function redactLines(lines: readonly string[], redactor: TextRedactor): readonly string[] {
  const values = lines.map((line): unknown => JSON.parse(line));
  for (const value of values) learnNamesOfSample(value, redactor);
  return values.map((value) => JSON.stringify(redacted(value, redactor)));
}

function redacted(value: unknown, redactor: TextRedactor): unknown {
  return mapStrings(value, (text, field) => (ownWords.has(field) ? text : field === "node" ? redactor.host(text) : redactor.text(text)));
}

/** Fields whose strings are chosen by us or by the kernel. */
const ownWords: ReadonlySet<string> = new Set([
  ...["type", "at", "from", "to", "since", "method", "kind", "dimension", "cause", "limit", "severity", "confidence", "where", "source"],
  ...["id", "speaks", "when", "rating", "check", "version"],
]);

const dimensionsWithNames: readonly TrafficDimension[] = ["workload", "pod", "namespace", "service", "server"];

function learnNamesOfSample(value: unknown, redactor: TextRedactor): void {
  if (!isRecord(value)) return;
  const { verdict, traffic } = value;
  if (isRecord(verdict)) learnKey(verdict["culprit"], redactor);
  const by = isRecord(traffic) && isRecord(traffic["by"]) ? traffic["by"] : {};
  for (const dimension of dimensionsWithNames) {
    const breakdown = by[dimension];
    if (!isRecord(breakdown) || !Array.isArray(breakdown["groups"])) continue;
    for (const group of breakdown["groups"]) if (isRecord(group)) learnKey(group["key"], redactor);
  }
}

/** `Deployment shop/checkout`, `shop/checkout-7d9f6-x2x4q`, `shop`: what stands before the space is a word of Kubernetes. */
function learnKey(key: unknown, redactor: TextRedactor): void {
  if (typeof key !== "string" || key.startsWith("(")) return;
  redactor.learnNames(key.slice(key.indexOf(" ") + 1).split("/"));
}
