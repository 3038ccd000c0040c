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

/** `~12%`, rounded down so that a share below a threshold never shows as it. */
export function percentText(share: number): string {
  return `~${Math.floor(share * 100)}%`;
}
