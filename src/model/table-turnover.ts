import type { EntriesByTimeout } from "./table-traffic.ts";

/** What became of the entries of an earlier walk of the table: by its share that is gone each class tells how long its entries stay. */
export interface TableTurnover {
  /** Between the two walks. */
  readonly overSeconds: number;
  /** Entries of the earlier walk, by the timeout that they counted down from then. */
  readonly earlierByTimeout: EntriesByTimeout;
  /** Of those, the ones that are gone, or whose connection ended and began anew on the same addresses and ports. */
  readonly goneByTimeout: EntriesByTimeout;
}
