import { TableAggregate, type TableAggregateOptions } from "../flows/table-aggregate.ts";
import { timeoutsFromSysctls } from "../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { DumpOutcome } from "../sources/conntrack-source.ts";
import type { Sources } from "../sources/sources.ts";
import type { Collected } from "./collector.ts";
import { readConntrackSysctls } from "./settings.ts";
import { conntrackNotLoaded, conntrackSysctls, isConntrackLoaded, readSysctlNumber } from "./sysctl-files.ts";

export interface LiveTableOptions extends Pick<TableAggregateOptions, "filter" | "topItems"> {
  readonly signal?: AbortSignal;
  readonly maxEntries?: number;
  readonly timeBudgetMs?: number;
  readonly onProgress?: (entries: number, expected: number) => void;
  /** Sees every batch of the walk besides the counting: the table is walked once for both. */
  readonly onBatch?: (batch: FlowBatch) => void;
}

/** Streams the table of the kernel once and counts it. */
export async function composeLiveTable(sources: Sources, options: LiveTableOptions): Promise<Collected<TableComposition>> {
  const { filter, topItems, signal, onProgress, onBatch } = options;
  if (!isConntrackLoaded(sources.proc)) throw conntrackNotLoaded(sources.proc);
  const expected = readSysctlNumber(sources.proc, `${conntrackSysctls}/nf_conntrack_count`);
  const aggregate = new TableAggregate({
    timeouts: timeoutsFromSysctls(readConntrackSysctls(sources.proc)),
    timeoutsFrom: "sysctl",
    expectedEntries: expected * roomToGrow,
    ...(filter === undefined ? {} : { filter }),
    ...(topItems === undefined ? {} : { topItems }),
  });
  const limits = { maxEntries: options.maxEntries ?? defaultMaxEntries, timeBudgetMs: options.timeBudgetMs ?? defaultTimeBudgetMs };
  const outcome = await sources.conntrack.dump(
    {
      ...limits,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress: (entries: number) => onProgress(entries, expected) }),
    },
    (batch) => {
      aggregate.add(batch);
      onBatch?.(batch);
    },
  );
  const capped = cappedBy(outcome, limits);
  const value = aggregate.compose({
    malformedCount: outcome.malformedCount,
    malformedExamples: outcome.malformed,
    ...(capped === undefined ? {} : { capped }),
  });
  const remarks = [...remarksOn(outcome), ...aggregate.remarks()];
  return { value, source: "ctnetlink dump", ...(remarks.length === 0 ? {} : { remarks }) };
}

/** The table fills while it is read. */
const roomToGrow = 1.25;

/** More than kube-proxy's limit for 128 processors, and as many as duplicates are told among (src/flows/fingerprint-set.ts). */
const defaultMaxEntries = 5_000_000;
const defaultTimeBudgetMs = 30_000;

function cappedBy(
  { endedBy, entries, durationMs }: DumpOutcome,
  { maxEntries, timeBudgetMs }: { readonly maxEntries: number; readonly timeBudgetMs: number },
): TableComposition["capped"] {
  switch (endedBy) {
    case "kernel":
      return undefined;
    case "entries":
      return { by: "entries", because: `stopped after ${entries} entries, where ${maxEntries} were allowed; the table may hold more` };
    case "time":
      return {
        by: "time",
        because: `stopped after ${Math.round(durationMs)} ms and ${entries} entries, where ${timeBudgetMs} ms were allowed`,
      };
    case "interrupted":
      return { by: "interrupted", because: `interrupted after ${entries} entries` };
    case "overrun":
      return { by: "overrun", because: `the kernel could not deliver all of the dump (ENOBUFS) and stopped after ${entries} entries` };
  }
}

function remarksOn(outcome: DumpOutcome): string[] {
  const remarks: string[] = [];
  if (outcome.wasInterruptedByKernel) remarks.push("the kernel says that the table changed shape during the dump: entries may be missing");
  if (outcome.unknownAttributes > 0) remarks.push(`${outcome.unknownAttributes} attributes of a newer kernel were skipped`);
  return remarks;
}
