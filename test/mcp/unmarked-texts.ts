import { alternativesOf, type JsonSchema, type SchemasHere, schemasOfField, schemasOfItem } from "../../src/mcp/answers/json-schema.ts";

/** Where in an answer a text, or the name of a field, that fits stands without the mark of text that somebody else wrote: value and schema walked together. */
export function unmarkedTexts(value: unknown, schema: JsonSchema, fits: (text: string) => boolean): readonly string[] {
  return walk(value, alternativesOf(schema), "", fits);
}

function walk(value: unknown, schemas: SchemasHere, path: string, fits: (text: string) => boolean): readonly string[] {
  if (typeof value === "string") return fits(value) && !schemas.some(({ untrusted }) => untrusted === true) ? [`${path}: ${value}`] : [];
  if (Array.isArray(value)) return value.flatMap((item, at) => walk(item, schemasOfItem(schemas, at), `${path}[]`, fits));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const isMarked = schemas.some(({ propertyNames }) => propertyNames?.untrusted === true);
    const own = fits(name) && !isMarked ? [`${path}, the name of a field: ${name}`] : [];
    return [...own, ...walk(inner, schemasOfField(schemas, name), `${path}.${fits(name) ? "*" : name}`, fits)];
  });
}
