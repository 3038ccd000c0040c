import type { CountAlso } from "../flows/counted-rows.ts";
import { compileFlowFilter } from "../flows/flow-filter.ts";
import { TableAggregate } from "../flows/table-aggregate.ts";
import type { ReadingOutcome } from "../flows/table-tallies.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { CountedTable, TableCounting, TableCountingOptions } from "./table-counting.ts";

/** Counts on the spot. */
export class TableCountingHere implements TableCounting {
  private readonly aggregate: TableAggregate;
  private readonly also: CountAlso | undefined;

  constructor({ filter = {}, ...options }: TableCountingOptions, also?: CountAlso) {
    const predicate = compileFlowFilter(filter);
    this.also = also;
    const keepsKeyNumbers = also !== undefined;
    this.aggregate = new TableAggregate({ ...options, keepsKeyNumbers, ...(predicate === undefined ? {} : { filter: predicate }) });
  }

  roomFor(): undefined {}

  add(batch: FlowBatch): void {
    this.aggregate.add(batch);
    this.also?.(batch, this.aggregate.counted);
  }

  compose(outcome: ReadingOutcome): CountedTable {
    return { table: this.aggregate.compose(outcome), remarks: this.aggregate.remarks() };
  }

  close(): void {}
}
