import { topHeader } from "./top-header.ts";
import type { TopState } from "./top-state.ts";

/** Under these nothing can be told. */
export const leastSize = { columns: 10, rows: 5 } as const;

export function isTooSmall({ size }: TopState): boolean {
  return size.columns < leastSize.columns || size.rows < leastSize.rows;
}

/** Rows of the terminal for groups: what the header, the titles of the columns and the line at the bottom leave. */
export function tableRoom(state: TopState): number {
  return Math.max(0, state.size.rows - topHeader(state).length - 2);
}
