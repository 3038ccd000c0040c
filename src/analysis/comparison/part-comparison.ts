import type { Difference } from "../../model/difference.ts";
import type { PartName, PartValues } from "../../model/node-snapshot.ts";

/** How the two observations stand to each other. */
export interface ComparisonRelation {
  /** `unknown` where one of them does not name its node, or under another name than its own. */
  readonly nodes: "same-node" | "two-nodes" | "unknown";
  /** From the first to the second; negative where the first is the later one. */
  readonly secondsBetween: number;
  /** Why counters of the first cannot be subtracted from those of the second; undefined where they can. */
  readonly noIncreaseBecause?: string;
  /** Whether an address means the same on both sides. */
  readonly hasCommonAddresses: boolean;
}

/** One part as one side knows it. */
export interface ComparedPart<P extends PartName> {
  readonly now: PartValues[P];
  readonly earlier?: PartValues[P];
  /** Seconds between the two samples of this side; 0 with one. */
  readonly windowSeconds: number;
}

export type ComparedSide = "a" | "b" | "both";

export interface NotComparable {
  /** In words: what would have been compared. */
  readonly what: string;
  readonly part: PartName;
  /** The side that lacks it. */
  readonly side: ComparedSide;
  readonly because: string;
}

export interface PartDifferences {
  readonly differences: readonly Difference[];
  /** Of what was compared, what could not be. */
  readonly notComparable?: readonly Omit<NotComparable, "part">[];
  /** Set where too little was compared for "nothing differs" to mean anything. */
  readonly isTooLittle?: true;
}

/** Compares one part of the snapshot. The runner (`compare-snapshots.ts`) only calls it where both sides have the part. */
export interface PartComparison {
  readonly part: PartName;
  readonly title: string;
  compare(before: ComparedPart<PartName>, after: ComparedPart<PartName>, relation: ComparisonRelation): PartDifferences;
}

/** Keeps the part's type through the declaration, then widens it for the registry. */
export function definePartComparison<P extends PartName>(declaration: {
  readonly part: P;
  /** Follows "could not be compared: …". */
  readonly title: string;
  compare(before: ComparedPart<P>, after: ComparedPart<P>, relation: ComparisonRelation): PartDifferences;
}): PartComparison {
  // The runner gives each comparison its own part and no other.
  return declaration as unknown as PartComparison;
}
