import type { TableComposition } from "../model/table-composition.ts";
import type { DumpOutcome } from "../sources/conntrack-source.ts";

/** Where a walk of the table stops although there is more. */
export interface WalkLimits {
  readonly maxEntries: number;
  readonly timeBudgetMs: number;
}

export function walkLimits({ maxEntries = defaultMaxEntries, timeBudgetMs = defaultTimeBudgetMs }: Partial<WalkLimits>): WalkLimits {
  return { maxEntries, timeBudgetMs };
}

/** More than kube-proxy's limit for 128 processors, and as many as duplicates are told among (src/flows/fingerprint-set.ts). */
const defaultMaxEntries = 5_000_000;
const defaultTimeBudgetMs = 30_000;

/** Why the walk is not the whole table; undefined when the kernel said that it was at its end. */
export function walkCappedBy(
  { endedBy, entries, durationMs }: DumpOutcome,
  { maxEntries, timeBudgetMs }: WalkLimits,
): TableComposition["capped"] {
  switch (endedBy) {
    case "kernel":
      return undefined;
    case "entries":
      return { by: "entries", because: `stopped after ${entries} entries, where ${maxEntries} were allowed; the table may hold more` };
    case "time":
      return {
        by: "time",
        because: `stopped after ${Math.round(durationMs)} ms and ${entries} entries, where ${timeBudgetMs} ms were allowed`,
      };
    case "interrupted":
      return { by: "interrupted", because: `interrupted after ${entries} entries` };
    case "overrun":
      return { by: "overrun", because: `the kernel could not deliver all of the dump (ENOBUFS) and stopped after ${entries} entries` };
  }
}

export function remarksOnWalk(outcome: DumpOutcome): string[] {
  const remarks: string[] = [];
  if (outcome.wasInterruptedByKernel) remarks.push("the kernel says that the table changed shape during the dump: entries may be missing");
  if (outcome.unknownAttributes > 0) remarks.push(`${outcome.unknownAttributes} attributes of a newer kernel were skipped`);
  return remarks;
}
