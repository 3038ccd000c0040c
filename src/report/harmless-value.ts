import { harmlessText } from "./harmless-text.ts";

/** The same value with every text in it harmless, names of fields as well: those of counters are what a driver calls them. */
export function harmlessValue<T>(value: T): T {
  return harmlessPart(value) as T; // the same shape, text for text
}

function harmlessPart(value: unknown): unknown {
  if (typeof value === "string") return harmlessText(value);
  if (Array.isArray(value)) return value.map(harmlessPart);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [harmlessText(name), harmlessPart(part)]));
}
