import type { CatalogueName } from "../../model/catalogue-name.ts";

export interface Catalogue {
  readonly name: CatalogueName;
  /** What its members are. */
  readonly what: string;
  readonly entries: readonly Explanation[];
}

/** What one id means, by its own declaration. */
export interface Explanation {
  readonly id: string;
  readonly catalogue: CatalogueName;
  readonly title: string;
  readonly means: string;
  readonly doesNotMean?: string;
  readonly thresholds?: readonly ExplainedThreshold[];
  /** What else the declaration says, by the name of the field. */
  readonly details?: Readonly<Record<string, string>>;
  readonly next?: string;
}

export interface ExplainedThreshold {
  readonly name: string;
  readonly default: number;
  readonly unit: string;
  readonly source: string;
}

/** Without what is empty. */
export function detailsOf(fields: Readonly<Record<string, string | undefined>>): Pick<Explanation, "details"> {
  const told = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined && field[1] !== "");
  return told.length === 0 ? {} : { details: Object.fromEntries(told) };
}
