import { answeringNode } from "../../contract/tools/parts/answering-node.ts";
import { windowAnswer } from "../../contract/tools/parts/time-window.ts";
import { answerEnvelope } from "../../contract/tools/tool-contract.ts";
import { hasUntrusted, type JsonSchema } from "../answers/json-schema.ts";

/**
 * What a tool takes, as a client is shown it. Clients send the list of tools to their model with every request, so it is short: two levels, each field without what
 * says nothing to whoever reads it. The whole schema holds all the same, and a call that breaks it is told how.
 */
export function advertisedInput(schema: JsonSchema): Record<string, unknown> {
  return { type: "object", ...shownInput(schema, 0) };
}

/**
 * What a tool gives, two levels deep: of a field at the top its type, where it is no text, and the mark where others wrote any of it; of what is in it, or in the items
 * of a list, the names, unless a field before it has the same ones. What many answers have is told once, by the server's instructions. `docs/reference/tools.md` has the
 * whole, to which every answer is held.
 */
export function advertisedOutput({ properties = {} }: JsonSchema): Record<string, unknown> {
  const own = Object.entries(properties).filter(([name]) => !toldOnce.has(name));
  const shownBefore = new Set<string>();
  return { type: "object", properties: Object.fromEntries(own.map(([name, field]) => [name, shownOutput(field, shownBefore)])) };
}

/** In many answers alike: in every one, in those on one node, in those on a time. */
export const manyAnswersHave = {
  any: Object.keys(answerEnvelope),
  node: Object.keys(answeringNode),
  window: Object.keys(windowAnswer),
} as const;

const toldOnce: ReadonlySet<string> = new Set(Object.values(manyAnswersHave).flat());

/** A list of types is legal, and some providers of models refuse a tool for one: where several are possible an answer shows none. */
function shownOutput(field: JsonSchema, shownBefore: Set<string>): Record<string, unknown> {
  const { type, anyOf, oneOf } = field;
  const [parts = {}] = alternatives(field).flatMap(namedIn);
  const names = JSON.stringify(parts);
  const isRepeated = shownBefore.has(names);
  shownBefore.add(names);
  const isPlain = typeof type === "string" && type !== "string" && anyOf === undefined && oneOf === undefined;
  return { ...(isPlain ? { type } : {}), ...(hasUntrusted(field) ? { "x-untrusted": true } : {}), ...(isRepeated ? {} : parts) };
}

/** Where an object may also be null its names are of use, and a client that holds null against them finds nothing wrong: they say nothing of what is no object. */
function alternatives({ anyOf, oneOf, ...alone }: JsonSchema): readonly JsonSchema[] {
  return anyOf ?? oneOf ?? [alone];
}

function namedIn({ properties, items, additionalProperties }: JsonSchema): readonly Record<string, unknown>[] {
  if (properties !== undefined) return [{ properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])) }];
  const [inItems] = typeof items === "object" ? namedIn(items) : [];
  if (inItems !== undefined) return [{ items: inItems }];
  const [inOthers] = typeof additionalProperties === "object" ? namedIn(additionalProperties) : [];
  return inOthers === undefined ? [] : [{ additionalProperties: inOthers }];
}

const inputKeywords: ReadonlySet<string> = new Set([
  ...["type", "enum", "const", "default", "description", "required", "minimum", "maximum"],
]);

/** zod writes the bounds of whole numbers that a double can hold. */
const unboundedInteger = 9_007_199_254_740_991;
const deepestInput = 2;

function shownInput(schema: JsonSchema, level: number): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (inputKeywords.has(keyword) && Math.abs(Number(value)) !== unboundedInteger) shown[keyword] = value;
  }
  if (Array.isArray(shown["type"])) shown["type"] = shown["type"][0];
  // What is usual tells how large a number is meant; a call with one out of its bounds is told them.
  if ("default" in shown) for (const bound of ["minimum", "maximum"]) delete shown[bound];
  if ("enum" in shown || "const" in shown) delete shown["type"];
  const { properties, items, prefixItems, anyOf, oneOf, additionalProperties } = schema;
  const choices = (anyOf ?? oneOf)?.map((part) => shownInput(part, level));
  if (choices !== undefined) return { ...shown, ...shownChoice(choices) };
  if (level >= deepestInput) {
    delete shown["required"];
    return shown;
  }
  const inner = (part: JsonSchema) => shownInput(part, level + 1);
  if (properties !== undefined)
    shown["properties"] = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]));
  if (typeof additionalProperties === "object") shown["additionalProperties"] = inner(additionalProperties);
  if (typeof items === "object") shown["items"] = inner(items);
  if (prefixItems !== undefined) shown["prefixItems"] = prefixItems.map(inner);
  return shown;
}

/** Of an argument of several types the first is shown, and the description says what else is taken. */
function shownChoice(choices: readonly Record<string, unknown>[]): Record<string, unknown> {
  const types = choices.map((part) => (Object.keys(part).length === 1 ? part["type"] : undefined));
  return types.every((type) => typeof type === "string") ? { type: types[0] } : { anyOf: choices };
}
