import type { FlowBatch } from "../model/flow-batch.ts";
import type { Counters } from "../model/node-snapshot.ts";
import type { DumpFilter } from "../wire/ctnetlink/request.ts";

/** The kernel's table over netlink. Asking needs CAP_NET_ADMIN in the user namespace that owns the network namespace. */
export interface ConntrackSource {
  /** Streams the whole table; `onBatch` must take what it needs before it returns. Never asks for a dump that resets counters. */
  dump(request: DumpRequest, onBatch: (batch: FlowBatch) => void): Promise<DumpOutcome>;
  /** One row of counters a CPU (IPCTNL_MSG_CT_GET_STATS_CPU). */
  readCpuCounters(): Promise<readonly { readonly cpu: number; readonly counters: Counters }[]>;
  /** `entries` and, where the kernel sends it, `maxEntries` (IPCTNL_MSG_CT_GET_STATS). */
  readGlobalCounters(): Promise<Counters>;
  /** Ends the worker and closes its sockets; a source that was never asked has nothing to close. */
  close(): Promise<void>;
}

export interface DumpRequest {
  /** What the kernel may leave out; one that does not know a filter sends everything. Without it, both families whole. */
  readonly filter?: DumpFilter;
  /** Stop after so many entries; the outcome says so. */
  readonly maxEntries?: number;
  readonly timeBudgetMs?: number;
  readonly signal?: AbortSignal;
  /** Called a few times a second with the entries received so far. */
  readonly onProgress?: (entries: number) => void;
}

export interface DumpOutcome {
  readonly entries: number;
  readonly malformed: readonly { readonly at: number; readonly because: string; readonly excerpt: string }[];
  readonly malformedCount: number;
  readonly unknownAttributes: number;
  readonly endedBy: "kernel" | "entries" | "time" | "interrupted" | "overrun";
  /** The kernel's own mark that the table changed shape under the walk (NLM_F_DUMP_INTR). */
  readonly wasInterruptedByKernel: boolean;
  readonly durationMs: number;
}
