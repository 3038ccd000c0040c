import type { ToolFailure } from "../../platform/tool-failure.ts";
import { toolFailureCodes } from "../../platform/tool-failure.ts";
import type { Document } from "../../report/document.ts";
import { renderMarkdown } from "../../report/render-markdown.ts";
import { fenced } from "./fence.ts";
import { alternativesOf, isOfOurTexts, type JsonSchema, type SchemasHere, schemasOfField } from "./json-schema.ts";
import { yamlText } from "./yaml-text.ts";

export interface AnswerToShow {
  readonly tool: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly words: Document | undefined;
  readonly schema: JsonSchema;
  /** Names of all tools: of a next step nothing else stands outside the fence, since it may speak of nodes by their names. */
  readonly tools: readonly string[];
}

/**
 * What a client shows a language model: first our own words alone, then one block with all that may come from a node. An answer of our own texts alone, such as a
 * runbook, stands in no block: it is there to be followed.
 */
export function answerText({ tool, value, words, schema, tools }: AnswerToShow): string {
  const { gaps, nextStep, omitted } = value;
  const facts = factsIn(value, alternativesOf(schema));
  const head = [
    `${tool}: ${facts.length === 0 ? "answered" : facts.join(", ")}.`,
    ...(typeof nextStep === "string" ? [`Next: ${nextText(nextStep, tools)}`] : []),
    ...(Array.isArray(gaps) && gaps.length > 0
      ? [`${gaps.length} ${gaps.length === 1 ? "gap" : "gaps"}: what could not be looked at is under gaps, and is no zero.`]
      : []),
    ...(isRecord(omitted)
      ? [
          `Shortened: ${Object.entries(omitted)
            .map(([place, what]) => `${place} (${String(what)})`)
            .join(", ")}. Ask with a larger max_bytes, or a narrower question.`,
        ]
      : []),
  ];
  const body = words === undefined ? yamlText(value) : wordsText(value, words);
  return `${head.join("\n")}\n\n${isOfOurTexts(schema) ? body : fenced(body)}\n`;
}

export function failureText(tool: string, failure: ToolFailure): string {
  const { means, next } = toolFailureCodes[failure.code];
  return `${tool} failed: ${failure.code}. ${means}\nNext: ${next}\n\n${fenced(yamlText(failureValue(failure)))}\n`;
}

export function failureValue({ code, message, next }: ToolFailure) {
  return { success: false, error: { code, message, nextStep: next } };
}

/** What the envelope has is in no document. */
function wordsText({ gaps, nextStep, omitted }: Readonly<Record<string, unknown>>, words: Document): string {
  const rest = {
    ...(Array.isArray(gaps) && gaps.length > 0 ? { gaps } : {}),
    ...(nextStep === undefined ? {} : { nextStep }),
    ...(isRecord(omitted) ? { omitted } : {}),
  };
  return Object.keys(rest).length === 0 ? renderMarkdown(words) : `${renderMarkdown(words)}\n${yamlText(rest)}`;
}

/** Words that the schema lists, and numbers, at the top and one level below: nobody else can have written them. */
function factsIn(value: Readonly<Record<string, unknown>>, schemas: SchemasHere): readonly string[] {
  const facts = factsOf(value, schemas, "");
  const inner = ["verdict", "summary", "errorSummary", "healthSummary", "rootCause"].flatMap((field) => {
    const part = value[field];
    return isRecord(part) ? factsOf(part, schemasOfField(schemas, field), `${field}.`) : [];
  });
  return [...facts, ...inner].slice(0, mostFacts);
}

const mostFacts = 16;

function factsOf(value: Readonly<Record<string, unknown>>, schemas: SchemasHere, before: string): readonly string[] {
  return schemas.flatMap(({ properties }) =>
    Object.keys(properties ?? {}).flatMap((field) => {
      const fact = value[field];
      if (typeof fact === "number") return [`${before}${field} ${fact}`];
      const isOurs =
        typeof fact === "string" &&
        schemasOfField(schemas, field).some((schema) => schema.const === fact || schema.enum?.includes(fact) === true);
      return isOurs ? [`${before}${field} ${fact}`] : [];
    }),
  );
}

function nextText(nextStep: string, tools: readonly string[]): string {
  const named = tools
    .filter((tool) => new RegExp(`\\b${tool}\\b`).test(nextStep))
    .sort((left, right) => nextStep.indexOf(left) - nextStep.indexOf(right));
  return named.length === 0 ? "as nextStep says." : `${named.join(", then ")}, as nextStep says.`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
