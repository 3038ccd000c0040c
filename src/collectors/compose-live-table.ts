import type { CountAlso } from "../flows/counted-rows.ts";
import type { FingerprintSet } from "../flows/fingerprint-set.ts";
import { TableAggregate, type TableAggregateOptions } from "../flows/table-aggregate.ts";
import { type ConntrackTimeouts, timeoutsFromSysctls } from "../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { Sources } from "../sources/sources.ts";
import type { Collected } from "./collector.ts";
import { roomToGrow } from "./room-to-grow.ts";
import { readConntrackSysctls } from "./settings.ts";
import { conntrackNotLoaded, conntrackSysctls, isConntrackLoaded, readSysctlNumber } from "./sysctl-files.ts";
import { remarksOnWalk, walkCappedBy, walkLimits } from "./walk-outcome.ts";

export interface LiveTableOptions extends Pick<TableAggregateOptions, "filter" | "topItems" | "topSources" | "sourceNat"> {
  readonly signal?: AbortSignal;
  readonly maxEntries?: number;
  readonly timeBudgetMs?: number;
  readonly onProgress?: (entries: number, expected: number) => void;
  /** Sees every batch of the walk besides the counting: the table is walked once for both. */
  readonly onBatch?: (batch: FlowBatch) => void;
  /** Given the timeouts of the table, and the set in which the walk is remembered, what counts the same rows in another way. */
  readonly countAlso?: (timeouts: ConntrackTimeouts, seen: FingerprintSet) => CountAlso;
}

/** Streams the table of the kernel once and counts it. */
export async function composeLiveTable(sources: Sources, options: LiveTableOptions): Promise<Collected<TableComposition>> {
  const { filter, topItems, topSources, sourceNat = false, signal, onProgress, onBatch, countAlso } = options;
  if (!isConntrackLoaded(sources.proc)) throw conntrackNotLoaded(sources.proc);
  const expected = readSysctlNumber(sources.proc, `${conntrackSysctls}/nf_conntrack_count`);
  const timeouts = timeoutsFromSysctls(readConntrackSysctls(sources.proc));
  const aggregate = new TableAggregate({
    timeouts,
    timeoutsFrom: "sysctl",
    sourceNat,
    keepsKeyNumbers: countAlso !== undefined,
    keepsPlaces: countAlso !== undefined,
    expectedEntries: expected * roomToGrow,
    ...(filter === undefined ? {} : { filter }),
    ...(topItems === undefined ? {} : { topItems }),
    ...(topSources === undefined ? {} : { topSources }),
  });
  const also = countAlso?.(timeouts, aggregate.seen);
  const limits = walkLimits(options);
  const outcome = await sources.conntrack.dump(
    {
      ...limits,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress: (entries: number) => onProgress(entries, expected) }),
    },
    (batch) => {
      aggregate.add(batch);
      also?.(batch, aggregate.counted);
      onBatch?.(batch);
    },
  );
  const capped = walkCappedBy(outcome, limits);
  const value = aggregate.compose({
    malformedCount: outcome.malformedCount,
    malformedExamples: outcome.malformed,
    ...(capped === undefined ? {} : { capped }),
  });
  const remarks = [...remarksOnWalk(outcome), ...aggregate.remarks()];
  return { value, source: "ctnetlink dump", ...(remarks.length === 0 ? {} : { remarks }) };
}
