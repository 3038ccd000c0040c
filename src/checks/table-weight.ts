import { speaksForTable } from "../model/speaks-for-table.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { Threshold } from "./check.ts";

/** What makes a share of the table matter; below, it is chance or no danger. */
export const tableWeight = {
  minimumEntries: { default: 1000, unit: "count", source: "chosen: shares of a few entries are chance" },
  minimumRatio: { default: 0.1, unit: "ratio", source: "chosen: below a tenth of the limit no kind of entry is a danger" },
} as const satisfies Readonly<Record<string, Threshold>>;

export function isWeighty(
  total: number,
  max: number | undefined,
  { minimumEntries, minimumRatio }: { readonly minimumEntries: number; readonly minimumRatio: number },
): boolean {
  return total >= minimumEntries && (max === undefined || max === 0 || total / max >= minimumRatio);
}

/** Says why shares of a table are not judged, where only a few of its entries were read. */
export function tooFewRead(composition: TableComposition, count: number | undefined): string | undefined {
  if (speaksForTable(composition, count)) return undefined;
  const because = composition.capped === undefined ? "" : `: ${composition.capped.because}`;
  return `${composition.total} of ${count ?? "an unknown number of"} entries were read, too few to speak for the table${because}`;
}

/** `~12%`, rounded down so that a share below a threshold never shows as it. */
export function percentText(share: number): string {
  return `~${Math.floor(share * 100)}%`;
}
