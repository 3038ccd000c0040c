import { isRecord } from "../../model/json-value.ts";
import { percentText } from "../../report/figures.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { StepEvidence } from "./runbook-run.ts";

/** More is in the tool's own answer. */
const mostItems = 6;
const longestText = 240;

/** What a tool found, from its answer: which ids, numbers and places. Its first facts where its lists have none of that. */
export function stepEvidence(value: Readonly<Record<string, unknown>>): readonly StepEvidence[] {
  const items = listFields.flatMap((field) => recordsIn(value[field]).map(evidenceOfItem)).filter((item) => item !== undefined);
  if (items.length === 0) return [...assessed(value), ...factsOf(value)];
  const rest = items.length - mostItems;
  return [...assessed(value), ...items.slice(0, mostItems), ...(rest > 0 ? [{ text: `and ${rest} more` }] : [])];
}

/** What a search says of the counters that it found: whether they rose, which the lines themselves do not tell. */
function assessed({ assessment }: Readonly<Record<string, unknown>>): readonly StepEvidence[] {
  const said = Array.isArray(assessment) ? assessment.filter((one) => typeof one === "string") : [];
  return said.slice(0, mostItems).map((text) => ({ text: shown(text) }));
}

/** Where the answers of the tools keep what they found. */
const listFields = [
  "evidence",
  "findings",
  "criticalFindings",
  "highFindings",
  "results",
  "potential_root_cause_chain",
  "talkers",
  "entries",
  "explanations",
  "nodes",
  "issuesSummary",
] as const;

function evidenceOfItem(item: Readonly<Record<string, unknown>>): StepEvidence | undefined {
  const [first] = recordsIn(item["matches"]);
  const inner = isRecord(item["evidence"]) ? item["evidence"] : recordsIn(item["evidence"])[0];
  const named = textIn(item, ["content", "title", "summary", "message", "says", "name", "instanceId", "address"]);
  const said = textIn(item, ["sample"]) ?? (first && textIn(first, ["line", "text"])) ?? (inner && textIn(inner, ["excerpt"]));
  const text = named === undefined || said === undefined ? (named ?? said) : `${named}: ${said}`;
  if (text === undefined) return undefined;
  const id = textIn(item, ["id", "finding_id", "findingId"]);
  const judged = item["isHit"] === false ? "no hit: " : "";
  const numbers = [numbersIn(item, ["count", "matchCount", "entries"]), ...shareOf(item), ...verdictOf(item)]
    .filter((part) => part !== "")
    .join(", ");
  const file = textIn(item, ["file", "source_file"]) ?? (inner && textIn(inner, ["file", "source_file"])) ?? textIn(item, ["source"]);
  const line = lineOf(first) ?? lineOf(inner) ?? lineOf(item);
  return {
    ...(id === undefined ? {} : { id }),
    text: `${judged}${text}${numbers === "" ? "" : ` (${numbers})`}`,
    ...(file === undefined ? {} : { at: line === undefined ? file : `${file}:${line}` }),
  };
}

function shareOf({ share }: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof share === "number" ? [percentText(share)] : [];
}

/** Of a node in a list of them. */
function verdictOf({ severity, limit }: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof severity === "string" && typeof limit === "string" ? [severity, limit] : [];
}

function lineOf(item: Readonly<Record<string, unknown>> | undefined): number | undefined {
  if (item === undefined) return undefined;
  for (const field of ["lineNumber", "line", "firstLine"]) {
    const line = item[field];
    if (typeof line === "number") return line;
  }
  const range = item["lines"] ?? item["line_range"];
  const first: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof first === "number" ? first : undefined;
}

/** A tool that found nothing says so by its numbers. */
function factsOf(value: Readonly<Record<string, unknown>>): readonly StepEvidence[] {
  const facts = Object.entries(value).flatMap(([field, fact]) => {
    if (passedOver.has(field)) return [];
    if (typeof fact === "number" || typeof fact === "boolean") return [`${field} ${fact}`];
    if (Array.isArray(fact) && fact.length === 0) return [`${field}: none`];
    if (typeof fact !== "string") return [];
    return sayingFields.has(field) ? [shown(fact)] : fact.length <= 80 ? [`${field} ${harmlessText(fact)}`] : [];
  });
  return facts.length === 0 ? [] : [{ text: facts.slice(0, mostItems).join(", ") }];
}

/** A sentence that needs no name before it. */
const sayingFields = new Set(["overallAssessment", "insight", "because"]);

/** Which node it was of the call says already, and the rest is of the answer and not of the node. */
const passedOver = new Set([
  ...["success", "nextStep", "schemaVersion", "cached", "gaps", "confidence", "origin", "resolution_reason", "restsOn", "untimed"],
  ...["instanceId", "ec2InstanceId", "cluster", "zone", "node", "live", "executionId", "startedAt", "endedAt", "takenAt"],
  ...["window_start_utc", "window_end_utc", "idempotent", "hasMore", "pageOffset", "remarks", "notEvaluated"],
]);

function numbersIn(item: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  return fields.flatMap((field) => (typeof item[field] === "number" ? [`${field} ${item[field]}`] : [])).join(", ");
}

function textIn(item: Readonly<Record<string, unknown>>, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const text = item[field];
    if (typeof text === "string" && text !== "") return shown(text);
  }
  return undefined;
}

function shown(text: string): string {
  return harmlessText(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
