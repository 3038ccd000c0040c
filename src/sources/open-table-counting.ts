import type { CountAlso } from "../flows/counted-rows.ts";
import { worthAThread } from "./counting-worker-ahead.ts";
import type { TableCounting, TableCountingOptions } from "./table-counting.ts";
import { TableCountingHere } from "./table-counting-here.ts";
import { TableCountingThread } from "./table-counting-thread.ts";

/** Counts a long text in a second thread and a short one here; `textBytes` is undefined where nobody knows the length. */
export function openTableCounting(
  textBytes: number | undefined,
  options: TableCountingOptions,
  threadFromBytes: number = worthAThread,
  also?: CountAlso,
): TableCounting {
  if (textBytes === undefined) return new TableCountingHere(options, also);
  const sized = { ...options, expectedEntries: Math.ceil(textBytes / shortLineBytes) };
  // What counts besides is of this thread.
  return textBytes < threadFromBytes || also !== undefined ? new TableCountingHere(sized, also) : new TableCountingThread(sized);
}

/** A TCP or UDP entry with the shortest of addresses takes a hundred: no table has more entries than are expected so. */
const shortLineBytes = 96;
