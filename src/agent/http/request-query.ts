import { ApiError } from "./api-error.ts";

/** The query of a request. Throws ApiError for a parameter that is not among `known` or is there twice. */
export function readQuery(search: string, known: readonly string[]): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (!known.includes(name)) {
      const takes = known.length === 0 ? "this path takes none" : `this path takes ${known.join(", ")}`;
      throw new ApiError("parameter-unknown", `a parameter is not known here; ${takes}`);
    }
    if (query.has(name)) throw new ApiError("parameter-malformed", `${name} is there twice`);
    query.set(name, value);
  }
  return query;
}

export function choiceIn<T extends string>(query: ReadonlyMap<string, string>, name: string, choices: readonly T[], otherwise: T): T {
  const value = query.get(name);
  if (value === undefined) return otherwise;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new ApiError("parameter-malformed", `${name} is one of ${choices.join(", ")}`);
  return chosen;
}

export function numberIn(query: ReadonlyMap<string, string>, name: string, range: NumberRange): number {
  const value = query.get(name);
  if (value === undefined) return range.otherwise;
  const number = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= range.from && number <= range.to) || (range.isWhole && !Number.isInteger(number))) {
    throw new ApiError("parameter-malformed", `${name} is a${range.isWhole ? " whole" : ""} number from ${range.from} to ${range.to}`);
  }
  return number;
}

export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
  readonly otherwise: number;
}
