import type { TableSample } from "../../model/table-sample.ts";
import type { TimeoutClass } from "../../model/table-traffic.ts";
import { occupancyOf } from "./occupancy.ts";

/** Groups beyond the list hold a state's few entries each; with more than this part beyond it the young ones are not known well enough. */
const leastKnownShare = 0.95;

/** A walk sees some fewer than the kernel counts, which has what expired among them; much fewer are a sample, which says nothing of the whole. */
const leastWalkedShare = 0.8;

/** Whether so many entries that were walked are the table of which the kernel counts so many. */
export function isTableWalked(walked: number, counted: number): boolean {
  return walked >= counted * leastWalkedShare;
}

/**
 * The entries that the table settles at if connections go on to begin as they do: rate by time for classes that stay for their timeout, and what is counted for
 * all others. Undefined where ages cannot be told.
 */
export function steadyStateEntries({ traffic, countdown }: Pick<TableSample, "traffic" | "countdown">): number | undefined {
  if (traffic === undefined || countdown === undefined) return undefined;
  const { groups } = traffic.by.state;
  const known = groups.reduce((sum, { entries }) => sum + entries, 0);
  if (known < traffic.total * leastKnownShare) return undefined;
  const youngByTimeout: Partial<Record<TimeoutClass, number>> = {};
  for (const group of groups) {
    for (const [timeout, young] of Object.entries(group.youngByTimeout)) {
      const name = timeout as TimeoutClass; // Object.entries forgets the keys
      youngByTimeout[name] = (youngByTimeout[name] ?? 0) + young;
    }
  }
  const classes = occupancyOf({ byTimeout: traffic.byTimeout, youngByTimeout }, countdown);
  return classes.reduce((sum, { entries, predicted }) => sum + (predicted?.estimate ?? entries), 0);
}
