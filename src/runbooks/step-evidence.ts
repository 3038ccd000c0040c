import { harmlessText } from "../report/harmless-text.ts";
import type { StepEvidence } from "./runbook-run.ts";

/** More is in the tool's own answer. */
const mostItems = 6;
const longestText = 240;

/** What a tool found, from its answer: which ids, numbers and places. Its first facts where its lists have none of that. */
export function stepEvidence(value: Readonly<Record<string, unknown>>): readonly StepEvidence[] {
  const items = listFields.flatMap((field) => recordsIn(value[field]).map(evidenceOfItem)).filter((item) => item !== undefined);
  if (items.length === 0) return factsOf(value);
  const rest = items.length - mostItems;
  return [...items.slice(0, mostItems), ...(rest > 0 ? [{ text: `and ${rest} more` }] : [])];
}

/** Where the answers of the tools keep what they found. */
const listFields = ["evidence", "findings", "criticalFindings", "highFindings", "results", "timeline", "talkers", "entries", "nodes", "issuesSummary"] as const;

function evidenceOfItem(item: Readonly<Record<string, unknown>>): StepEvidence | undefined {
  const [first] = recordsIn(item["matches"]);
  const inner = isRecord(item["evidence"]) ? item["evidence"] : recordsIn(item["evidence"])[0];
  const named = textIn(item, ["content", "title", "summary", "message", "name", "instanceId", "address"]);
  const said = textIn(item, ["sample"]) ?? (first && textIn(first, ["line", "text"])) ?? (inner && textIn(inner, ["excerpt"]));
  const text = named === undefined || said === undefined ? (named ?? said) : `${named}: ${said}`;
  if (text === undefined) return undefined;
  const id = textIn(item, ["id", "finding_id", "findingId"]);
  const numbers = numbersIn(item, ["count", "matchCount", "entries"]);
  const file = textIn(item, ["file", "source_file"]) ?? (inner && textIn(inner, ["file", "source_file"])) ?? textIn(item, ["source"]);
  const line = lineOf(first) ?? lineOf(inner) ?? lineOf(item);
  return {
    ...(id === undefined ? {} : { id }),
    text: numbers === "" ? text : `${text} (${numbers})`,
    ...(file === undefined ? {} : { at: line === undefined ? file : `${file}:${line}` }),
  };
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
    return typeof fact === "string" && fact.length <= 80 ? [`${field} ${harmlessText(fact)}`] : [];
  });
  return facts.length === 0 ? [] : [{ text: facts.slice(0, mostItems).join(", ") }];
}

const passedOver = new Set(["success", "nextStep", "schemaVersion", "cached", "gaps"]);

function numbersIn(item: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  return fields.flatMap((field) => (typeof item[field] === "number" ? [`${field} ${item[field]}`] : [])).join(", ");
}

function textIn(item: Readonly<Record<string, unknown>>, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const text = item[field];
    if (typeof text === "string" && text !== "") return harmlessText(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
  }
  return undefined;
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
