import { worthAThread } from "./counting-worker-ahead.ts";
import type { TableCounting, TableCountingOptions } from "./table-counting.ts";
import { TableCountingHere } from "./table-counting-here.ts";
import { TableCountingThread } from "./table-counting-thread.ts";

/** Counts a long text in a second thread and a short one here; `textBytes` is undefined where nobody knows the length. */
export function openTableCounting(
  textBytes: number | undefined,
  options: TableCountingOptions,
  threadFromBytes: number = worthAThread,
): TableCounting {
  if (textBytes === undefined) return new TableCountingHere(options);
  const sized = { ...options, expectedEntries: Math.ceil(textBytes / shortLineBytes) };
  return textBytes < threadFromBytes ? new TableCountingHere(sized) : new TableCountingThread(sized);
}

/** A TCP or UDP entry with the shortest of addresses takes a hundred: no table has more entries than are expected so. */
const shortLineBytes = 96;
