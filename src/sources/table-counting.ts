import type { FlowFilter } from "../flows/flow-filter.ts";
import type { TableAggregateOptions } from "../flows/table-aggregate.ts";
import type { ReadingOutcome } from "../flows/table-tallies.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { TableComposition } from "../model/table-composition.ts";

/** How to count a table, in a form that can be handed to another thread. */
export interface TableCountingOptions extends Omit<TableAggregateOptions, "filter"> {
  readonly filter?: FlowFilter;
}

/** Counts a table that somebody else reads; where it does so is its own affair. */
export interface TableCounting {
  /** Resolves when the rows of so many bytes of text may be added. */
  roomFor(textBytes: number): Promise<void> | undefined;
  add(batch: FlowBatch): void;
  /** Once, after the last batch. */
  compose(outcome: ReadingOutcome): CountedTable | Promise<CountedTable>;
  close(): void;
}

export interface CountedTable {
  readonly table: TableComposition;
  readonly remarks: readonly string[];
}
