import type { AddressOwners } from "../../model/address-owners.ts";
import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../../model/flow-batch.ts";
import type { TableComposition } from "../../model/table-composition.ts";

/** A table that is looked through: this node's, a saved text, or that of a bundle. */
export interface TableToWalk {
  readonly takenAtMs: number;
  readonly timeouts: ConntrackTimeouts;
  /** False where nobody told them, and the kernel's defaults stand for all but that of ESTABLISHED, which the table may tell itself. */
  readonly areTimeoutsTold: boolean;
  /** No fewer than it has, where somebody knows. */
  readonly expectedEntries?: number;
  /** The name of the node whose table it is, where the names cannot tell. */
  readonly node?: string;
  /** What was saved with the table. */
  readonly owners?: AddressOwners;
  /** Once. What the signal is aborted in the middle of is given as far as it came, and says so. */
  walk(taker: EntryTaker, watch: WalkWatch): Promise<WalkedTable>;
  close(): Promise<void>;
}

/** Whoever waits for a walk. */
export interface WalkWatch {
  readonly signal: AbortSignal;
  /** `total` is undefined where nobody knows how much there will be. */
  readonly onProgress?: (done: number, total: number | undefined, text: string) => void;
}

export interface WalkedTable {
  readonly source: string;
  readonly capped?: NonNullable<TableComposition["capped"]>;
  /** What could not be understood may have been what is looked for. */
  readonly malformed: number;
  readonly remarks: readonly string[];
}

/** Takes the entries as they stream by. */
export interface EntryTaker {
  readonly take: (batch: FlowBatch) => void;
  /** What was taken so far was an older table of the same file. */
  readonly forget: () => void;
}
