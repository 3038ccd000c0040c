import { alternativesOf, isListedWord, type JsonSchema, type SchemasHere, schemasOfField, schemasOfItem } from "./json-schema.ts";

export type OwnFact = string | number | boolean;

/** What of an answer nobody else can have written: numbers, claims, and words that its schema lists. */
export class OwnFacts {
  private readonly value: unknown;
  private readonly schemas: SchemasHere;

  constructor(value: unknown, schema: JsonSchema) {
    this.value = value;
    this.schemas = alternativesOf(schema);
  }

  /** At a path such as `verdict.limit`; undefined where nothing is there, or text that may be another's. */
  at(path: string): OwnFact | undefined {
    return this.all(path)[0];
  }

  number(path: string): number | undefined {
    const fact = this.at(path);
    return typeof fact === "number" ? fact : undefined;
  }

  word(path: string): string | undefined {
    const fact = this.at(path);
    return typeof fact === "string" ? fact : undefined;
  }

  /** At a path through lists, such as `verdict.causes[].id`. */
  all(path: string): readonly OwnFact[] {
    return this.reached(path).flatMap(({ value, schemas }): readonly OwnFact[] => {
      if (typeof value === "number" || typeof value === "boolean") return [value];
      return typeof value === "string" && isListedWord(schemas, value) ? [value] : [];
    });
  }

  words(path: string): readonly string[] {
    return this.all(path).filter((fact) => typeof fact === "string");
  }

  /** How many items a list has; undefined where there is none. */
  count(path: string): number | undefined {
    const [list] = this.reached(path);
    return Array.isArray(list?.value) ? list.value.length : undefined;
  }

  /** The fields at the top, those that say nothing by themselves left out. */
  summary(most: number): string {
    const fields = typeof this.value === "object" && this.value !== null ? Object.keys(this.value) : [];
    const declared = new Set(this.schemas.flatMap(({ properties = {} }) => Object.keys(properties)));
    return fields
      .filter((field) => declared.has(field) && !saysNothing.has(field))
      .flatMap((field) => {
        const fact = this.at(field);
        return fact === undefined ? [] : [`${field} ${fact}`];
      })
      .slice(0, most)
      .join(", ");
  }

  private reached(path: string): readonly Reached[] {
    return path.split(".").reduce<readonly Reached[]>(
      (places, step) => {
        const field = step.replace(/\[\]$/, "");
        const inner = places.flatMap((place) => fieldOf(place, field));
        return step.endsWith("[]") ? inner.flatMap(itemsOf) : inner;
      },
      [{ value: this.value, schemas: this.schemas }],
    );
  }
}

interface Reached {
  readonly value: unknown;
  readonly schemas: SchemasHere;
}

const saysNothing: ReadonlySet<string> = new Set(["success", "schemaVersion", "windowSeconds", "pageOffset", "resolution_reason"]);

function fieldOf({ value, schemas }: Reached, field: string): readonly Reached[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, field)) return [];
  return [{ value: Object.entries(value).find(([name]) => name === field)?.[1], schemas: schemasOfField(schemas, field) }];
}

function itemsOf({ value, schemas }: Reached): readonly Reached[] {
  return Array.isArray(value) ? value.map((item, at) => ({ value: item, schemas: schemasOfItem(schemas, at) })) : [];
}
