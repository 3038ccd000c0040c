import type { ToolContract } from "../../contract/tools/tool-contract.ts";

/** As much of JSON Schema as the schemas of tools are written in. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: boolean | JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** Set by `untrusted()`: somebody else wrote it. */
  readonly untrusted?: true;
  readonly [keyword: string]: unknown;
}

export interface ToolSchemas {
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** What a tool takes and gives, as JSON Schema: written once for each contract, since it takes milliseconds. */
export function schemasOf(contract: ToolContract): ToolSchemas {
  const known = written.get(contract);
  if (known !== undefined) return known;
  const target = { target: "draft-2020-12" } as const;
  const schemas: ToolSchemas = {
    // What zod writes for an object is an object of these keywords.
    input: contract.input["~standard"].jsonSchema.input(target) as JsonSchema,
    output: contract.output["~standard"].jsonSchema.output(target) as JsonSchema,
  };
  written.set(contract, schemas);
  return schemas;
}

const written = new WeakMap<ToolContract, ToolSchemas>();

/** The schemas that hold at one place of a value; several where there are alternatives. */
export type SchemasHere = readonly JsonSchema[];

/** Alternatives in place of the schema that offers them. */
export function alternativesOf(schema: JsonSchema): SchemasHere {
  const { anyOf, oneOf, allOf } = schema;
  const inner = [...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])];
  return inner.length === 0 ? [schema] : [schema, ...inner.flatMap(alternativesOf)];
}

export function schemasOfField(schemas: SchemasHere, field: string): SchemasHere {
  return schemas.flatMap(({ properties, additionalProperties }) => {
    if (properties !== undefined && Object.hasOwn(properties, field)) return alternativesOf(properties[field] ?? {});
    return typeof additionalProperties === "object" ? alternativesOf(additionalProperties) : [];
  });
}

export function schemasOfItem(schemas: SchemasHere, at: number): SchemasHere {
  return schemas.flatMap(({ items, prefixItems }) => {
    const placed = prefixItems?.[at];
    if (placed !== undefined) return alternativesOf(placed);
    return typeof items === "object" ? alternativesOf(items) : [];
  });
}

export function isDeclaredField(schemas: SchemasHere, field: string): boolean {
  return schemas.some(({ properties }) => properties !== undefined && Object.hasOwn(properties, field));
}

/** Whether a text is one of the words that the schema lists, and so ours. */
export function isListedWord(schemas: SchemasHere, text: string): boolean {
  return schemas.some((schema) => schema.const === text || schema.enum?.includes(text) === true);
}

/** Whether it is marked as somebody else's. */
export function isMarkedUntrusted(schemas: SchemasHere): boolean {
  return schemas.some(({ untrusted }) => untrusted === true);
}

/** Whether anything that has this schema can come from a node, the name of a field included. */
export function hasUntrusted({
  untrusted,
  properties = {},
  propertyNames,
  additionalProperties,
  items,
  prefixItems = [],
  anyOf = [],
  oneOf = [],
  allOf = [],
}: JsonSchema): boolean {
  const inner = [
    ...Object.values(properties),
    ...[additionalProperties, propertyNames, items].filter((schema) => typeof schema === "object"),
    ...prefixItems,
    ...anyOf,
    ...oneOf,
    ...allOf,
  ];
  return untrusted === true || inner.some(hasUntrusted);
}

/** Whether an answer is of our own texts alone, such as a runbook: what could not be looked at is then ours to say as well. */
export function isOfOurTexts(output: JsonSchema): boolean {
  const { gaps: _, ...own } = output.properties ?? {};
  return !hasUntrusted({ ...output, properties: own });
}
