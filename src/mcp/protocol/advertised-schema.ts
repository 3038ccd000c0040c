import { hasUntrusted, type JsonSchema } from "../answers/json-schema.ts";

/**
 * A schema as a client is shown it. Clients send the list of tools to their model with every request, so it is short: of an answer its fields, of the arguments one level
 * more, each without what says nothing to whoever reads it. What lies deeper is seen in the first answer and told in docs/agents.md; the whole schema holds all the same.
 */
export function advertisedSchema(schema: JsonSchema, which: keyof typeof shownOf): Record<string, unknown> {
  return { type: "object", ...shownLevel(schema, 0, shownOf[which]) };
}

interface ShownParts {
  readonly deepest: number;
  readonly keywords: ReadonlySet<string>;
  /** The mark of untrusted text says that it is text. */
  readonly marksAlone: boolean;
  /** Of what may be of several types. */
  readonly mayLeaveOpen: boolean;
}

const shownOf = {
  input: {
    deepest: 2,
    keywords: new Set(["type", "enum", "const", "default", "description", "required", "minimum", "maximum", "minItems", "maxItems"]),
    marksAlone: false,
    mayLeaveOpen: false,
  },
  /** That a field is always there, and how large a number may be, helps nobody who has the answer. */
  output: { deepest: 1, keywords: new Set(["type", "enum", "const"]), marksAlone: true, mayLeaveOpen: true },
} as const satisfies Readonly<Record<string, ShownParts>>;

/** zod writes the bounds of whole numbers that a double can hold. */
const unboundedInteger = 9_007_199_254_740_991;

function shownLevel(schema: JsonSchema, level: number, parts: ShownParts): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (parts.keywords.has(keyword) && Math.abs(Number(value)) !== unboundedInteger) shown[keyword] = value;
  }
  if (Array.isArray(shown["type"])) oneType(shown, shown["type"], parts);
  // What is usual tells how large a number is meant; a call with one out of its bounds is told them.
  if ("default" in shown) for (const bound of ["minimum", "maximum"]) delete shown[bound];
  if ("enum" in shown || "const" in shown || (schema.untrusted === true && parts.marksAlone)) delete shown["type"];
  const isDeep = level >= parts.deepest;
  if (schema.untrusted === true || (isDeep && hasUntrusted(schema))) shown["x-untrusted"] = true;
  const { properties, items, prefixItems, anyOf, oneOf, additionalProperties } = schema;
  const alternatives = (anyOf ?? oneOf)?.map((part) => shownLevel(part, level, parts));
  if (alternatives !== undefined) return shownAlternatives(shown, alternatives, parts);
  if (isDeep) {
    delete shown["required"];
    return shown;
  }
  const inner = (part: JsonSchema) => shownLevel(part, level + 1, parts);
  if (properties !== undefined)
    shown["properties"] = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]));
  if (typeof additionalProperties === "object") shown["additionalProperties"] = inner(additionalProperties);
  if (typeof items === "object") shown["items"] = inner(items);
  if (prefixItems !== undefined) shown["prefixItems"] = prefixItems.map(inner);
  return shown;
}

function shownAlternatives(
  shown: Record<string, unknown>,
  alternatives: readonly Record<string, unknown>[],
  parts: ShownParts,
): Record<string, unknown> {
  const types = alternatives.map((part) => (Object.keys(part).length === 1 ? part["type"] : undefined));
  if (types.every((type) => typeof type === "string")) oneType(shown, types, parts);
  else shown["anyOf"] = alternatives;
  return shown;
}

/**
 * A list of types is legal, and some providers of models refuse a tool for one. Of an argument the first is shown, and the description says what else is taken; an answer
 * is held against its schema by clients, so there it is left open.
 */
function oneType(shown: Record<string, unknown>, types: readonly unknown[], { mayLeaveOpen }: ShownParts): void {
  if (mayLeaveOpen) delete shown["type"];
  else shown["type"] = types[0];
}
