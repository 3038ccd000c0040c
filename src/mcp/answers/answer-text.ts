import { isRecord } from "../../model/json-value.ts";
import type { ToolFailure } from "../../platform/tool-failure.ts";
import { toolFailureCodes } from "../../platform/tool-failure.ts";
import type { Document } from "../../report/document.ts";
import { documentText } from "./document-text.ts";
import { fenced } from "./fence.ts";
import { firstLine } from "./first-line.ts";
import { isOfOurTexts, type JsonSchema } from "./json-schema.ts";
import { yamlText } from "./yaml-text.ts";

export interface AnswerToShow {
  readonly tool: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** The value before it was shortened, which the words above the fence count: zero would stand there for what is left out. */
  readonly whole?: Readonly<Record<string, unknown>>;
  readonly words: Document | undefined;
  readonly schema: JsonSchema;
  /** Names of all tools: of a next step nothing else stands outside the fence, since it may speak of nodes by their names. */
  readonly tools: readonly string[];
  /** How many items of a list stay, by its path, before anything else is let go. */
  readonly keeps?: Readonly<Record<string, number>>;
  /** A page of several: one item of what is kept stays in any case, since the next page begins behind it. */
  readonly isPage?: boolean;
  /** Names and addresses in it stand for others. */
  readonly isVeiled?: boolean;
}

/**
 * What a client shows a language model: first our own words alone, then one block with all that may come from a node. An answer of our own texts alone, such as a
 * runbook, stands in no block: it is there to be followed.
 */
export function answerText({ tool, value, whole = value, words, schema, tools, isVeiled = false }: AnswerToShow): string {
  const { gaps, nextStep, omitted } = value;
  const allGaps = Array.isArray(whole["gaps"]) ? whole["gaps"].length : 0;
  const isOurs = isOfOurTexts(schema);
  const head = [
    firstLine(tool, whole, schema),
    ...(typeof nextStep === "string" ? [`Next: ${nextText(nextStep, tools)}`] : []),
    ...(Array.isArray(gaps) && gaps.length > 0
      ? [`${allGaps} ${allGaps === 1 ? "gap" : "gaps"}: what could not be looked at is under gaps, and is no zero.`]
      : []),
    ...(isRecord(omitted) ? [`Shortened: ${omittedText(omitted)}. Ask with a larger max_bytes, or a narrower question.`] : []),
    ...(isVeiled && !isOurs ? [veiledRemark] : []),
  ];
  if (words?.length === 0) return `${head.join("\n")}\nAll else is in the structured part of the answer.\n`;
  const body = words === undefined ? yamlText(withoutNoise(value)) : wordsText(value, words);
  return `${head.join("\n")}\n\n${isOurs ? body : fenced(body)}\n`;
}

const veiledRemark = "Names and addresses are replaced, the same by the same: ask with them; in commands an operator puts the real ones.";

export function failureText(tool: string, failure: ToolFailure): string {
  const { means, next } = toolFailureCodes[failure.code];
  return `${tool} failed: ${failure.code}. ${means}\nNext: ${next}\n\n${fenced(yamlText(failureValue(failure)))}\n`;
}

export function failureValue({ code, message, next }: ToolFailure) {
  return { success: false, error: { code, message, nextStep: next } };
}

/** What the envelope has is in no document. */
function wordsText({ gaps, nextStep }: Readonly<Record<string, unknown>>, words: Document): string {
  const rest = {
    ...(Array.isArray(gaps) && gaps.length > 0 ? { gaps } : {}),
    ...(nextStep === undefined ? {} : { nextStep }),
  };
  return Object.keys(rest).length === 0 ? documentText(words) : `${documentText(words)}\n${yamlText(rest)}`;
}

/** What was shortened stands above the fence, and that it is an answer is seen. */
function withoutNoise({ success: _, omitted: __, ...said }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return said;
}

const mostPlaces = 4;

/** Places are paths of the schema, and what is said of them is ours. */
function omittedText(omitted: Readonly<Record<string, unknown>>): string {
  const places = Object.entries(omitted);
  const shown = places.slice(0, mostPlaces).map(([place, what]) => `${place} (${String(what)})`);
  return [...shown, ...(places.length > mostPlaces ? [`${places.length - mostPlaces} more`] : [])].join(", ");
}

function nextText(nextStep: string, tools: readonly string[]): string {
  const named = tools
    .filter((tool) => new RegExp(`\\b${tool}\\b`).test(nextStep))
    .sort((left, right) => nextStep.indexOf(left) - nextStep.indexOf(right));
  return named.length === 0 ? "as nextStep says." : `${named.join(", then ")}, as nextStep says.`;
}
