import { bytesOfJson } from "./answer-bytes.ts";
import { cutText } from "./cut-text.ts";
import { alternativesOf, type JsonSchema, type SchemasHere, schemasOfField, schemasOfItem } from "./json-schema.ts";
import { isId, neverCut } from "./vital-fields.ts";

/**
 * What is left to take away when lists are empty and the node's texts are short: fields that may be missing, the largest first, then the ends of whatever texts there
 * are, our own as well. It stays what its schema says.
 */
export function leastValue(
  value: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  excessOf: (value: Readonly<Record<string, unknown>>) => number,
): Readonly<Record<string, unknown>> {
  // A copy, which is cut in place.
  const least: Fields = structuredClone(value);
  for (let excess = excessOf(least); excess > 0; excess = excessOf(least)) {
    const places = placesIn(least, alternativesOf(schema));
    const largest = places.filter(({ mayBeMissing }) => mayBeMissing).toSorted((left, right) => right.bytes - left.bytes)[0];
    if (largest !== undefined) {
      delete largest.of[largest.name];
      continue;
    }
    const longest = places.filter(({ text }) => text.length > leastText).toSorted((left, right) => right.text.length - left.text.length)[0];
    if (longest === undefined) break;
    const length = Math.max(leastText, longest.text.length - Math.max(8, excess));
    longest.of[longest.name] = cutText(longest.text, length - 1);
  }
  return least;
}

/** Enough to tell one from another. */
const leastText = 32;

type Fields = Record<string, unknown>;

interface FieldPlace {
  readonly of: Fields;
  readonly name: string;
  readonly bytes: number;
  readonly mayBeMissing: boolean;
  /** Empty where it is none that can be cut. */
  readonly text: string;
}

function placesIn(fields: Fields, schemas: SchemasHere): readonly FieldPlace[] {
  return Object.entries(fields).flatMap(([name, inner]) => {
    if (neverCut.has(name) || isId(name)) return [];
    const innerSchemas = schemasOfField(schemas, name);
    const place: FieldPlace = {
      ...{ of: fields, name, bytes: bytesOfJson(inner) },
      mayBeMissing: !schemas.some(({ required = [] }) => required.includes(name)),
      text: typeof inner === "string" && innerSchemas.every(isFree) ? inner : "",
    };
    return [place, ...placesInside(inner, innerSchemas)];
  });
}

function placesInside(value: unknown, schemas: SchemasHere): readonly FieldPlace[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => placesInside(item, schemasOfItem(schemas, at)));
  // What JSON is made of has no other objects.
  return typeof value === "object" && value !== null ? placesIn(value as Fields, schemas) : [];
}

/** A text of which a part is still what the schema says. */
function isFree(schema: JsonSchema): boolean {
  return schema.enum === undefined && schema.const === undefined && schema["pattern"] === undefined && schema["format"] === undefined;
}
