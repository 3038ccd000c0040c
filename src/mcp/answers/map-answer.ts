import {
  alternativesOf,
  isDeclaredField,
  isListedWord,
  isMarkedUntrusted,
  type JsonSchema,
  type SchemasHere,
  schemasOfField,
  schemasOfItem,
} from "./json-schema.ts";

/** Where a text stands in an answer. */
export interface TextPlace {
  /** The field; of a text in a list, the list's. */
  readonly field: string;
  readonly isUntrusted: boolean;
  /** One of the words that the schema lists, and so ours. */
  readonly isVocabulary: boolean;
}

/** The same answer with every text in it changed, and every name of a field that the schema does not declare: those of records may come from a node. */
export function mapAnswer(
  value: unknown,
  schema: JsonSchema,
  change: (text: string, place: TextPlace) => string,
  changeName: (name: string) => string = (name) => name,
): unknown {
  const mapped = (part: unknown, schemas: SchemasHere, field: string): unknown => {
    if (typeof part === "string") return change(part, placeOf(part, schemas, field));
    if (Array.isArray(part)) return part.map((item, at) => mapped(item, schemasOfItem(schemas, at), field));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).flatMap(([name, inner]) => {
        if (inner === undefined) return [];
        const shown = isDeclaredField(schemas, name) ? name : changeName(name);
        return [[shown, mapped(inner, schemasOfField(schemas, name), name)]];
      }),
    );
  };
  return mapped(value, alternativesOf(schema), "");
}

function placeOf(text: string, schemas: SchemasHere, field: string): TextPlace {
  return {
    field,
    isUntrusted: isMarkedUntrusted(schemas),
    isVocabulary: isListedWord(schemas, text),
  };
}
