import type { TableComposition } from "./table-composition.ts";

/** Shares of fewer entries are chance. */
const fewEntries = 1000;

/**
 * A few entries of a table that holds many more, as a collector's filter or a cut leaves them: their shares are not the table's. Where nobody knows how
 * many there are, a list that is known to be a part is taken for such.
 */
export function speaksForTable({ total, capped }: TableComposition, count: number | undefined): boolean {
  if (total >= fewEntries) return true;
  return count === undefined ? capped === undefined : count <= Math.max(2 * total, fewEntries);
}
