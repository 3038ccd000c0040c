import type { CountAlso } from "../flows/counted-rows.ts";
import { compileFlowFilter, type FlowFilter } from "../flows/flow-filter.ts";
import { type ConntrackTimeouts, kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { isoTime } from "../model/iso-time.ts";
import type { TableComposition } from "../model/table-composition.ts";
import { liveTableError } from "../operations/tables/live-table-error.ts";
import type { AnalyzeHeading } from "../report/analyze-report.ts";
import { countText } from "../report/figures.ts";
import { openTableCounting } from "../sources/open-table-counting.ts";
import type { Sources } from "../sources/sources.ts";
import { readTextTable, textBytesOf } from "../sources/text-table.ts";
import type { Terminal } from "./command.ts";
import { ProgressBar } from "./progress-bar.ts";

export interface ReadTableOptions {
  readonly filter?: FlowFilter;
  readonly topItems: number;
  readonly maxEntries?: number;
  readonly timeBudgetMs?: number;
  /** What ESTABLISHED connections of a saved table count down from, where the user knows. */
  readonly establishedTimeoutSeconds?: number;
  /** Given the timeouts of the table, what counts the same rows in another way. */
  readonly countAlso?: (timeouts: ConntrackTimeouts) => CountAlso;
}

export interface ReadTable {
  readonly heading: AnalyzeHeading;
  readonly table: TableComposition;
}

/** The kernel's own table. What keeps it from being read is said as an error of input: a saved table would do instead. */
export async function readLiveTable(sources: Sources, options: ReadTableOptions, terminal: Terminal): Promise<ReadTable> {
  const takenAt = isoTime(sources.clock.nowMs());
  const { filter: conditions, ...others } = options;
  const filter = conditions === undefined ? undefined : compileFlowFilter(conditions);
  const progress = new ProgressBar("reading the table", terminal);
  try {
    const { composeLiveTable } = await import("../collectors/compose-live-table.ts");
    const {
      value,
      source,
      remarks = [],
    } = await composeLiveTable(sources, {
      ...others,
      ...(filter === undefined ? {} : { filter }),
      signal: terminal.signal,
      onProgress: (entries, expected) => progress.update(entries, expected, `${countText(entries)} entries`),
    });
    return { heading: { source, takenAt, remarks }, table: value };
  } catch (error) {
    throw liveTableError(error) ?? error;
  } finally {
    progress.clear();
  }
}

/** A saved table: the output of `conntrack -L` in any form, or /proc/net/nf_conntrack, plain or gzip; `-` is standard input. */
export async function readSavedTable(path: string, options: ReadTableOptions, terminal: Terminal, nowMs: number): Promise<ReadTable> {
  const progress = new ProgressBar("reading the table", terminal);
  const { filter, topItems, establishedTimeoutSeconds, countAlso } = options;
  const timeouts = textTimeouts(establishedTimeoutSeconds);
  const counting = openTableCounting(
    await textBytesOf(path),
    {
      timeouts,
      timeoutsFrom: establishedTimeoutSeconds === undefined ? "unknown" : "stated",
      topItems,
      ...(filter === undefined ? {} : { filter }),
    },
    undefined,
    countAlso?.(timeouts),
  );
  try {
    const outcome = await readTextTable(path, {
      onBatch: (batch) => counting.add(batch),
      roomFor: (textBytes) => counting.roomFor(textBytes),
      onProgress: (done, total) => progress.update(done, total, `${countText(done / 1_000_000)} MB`),
      signal: terminal.signal,
    });
    const { table, remarks: remarksOnCounting } = await counting.compose({
      malformedCount: outcome.malformedCount,
      malformedExamples: outcome.malformed,
      ...(outcome.wasInterrupted ? { capped: { by: "interrupted", because: `interrupted after ${countText(outcome.lines)} lines` } } : {}),
    });
    const remarks = [
      ...remarksOnCounting,
      ...(outcome.damage === undefined ? [] : [outcome.damage]),
      ...(outcome.unknownTokens > 0
        ? [`${countText(outcome.unknownTokens)} words of the text are not known here and were passed over`]
        : []),
      ...(outcome.entries === 0 && outcome.malformedCount === 0 ? ["the text holds no entry"] : []),
    ];
    const name = path === "-" ? "standard input" : path;
    return { heading: { source: `${name} (${outcome.format})`, takenAt: isoTime(nowMs), remarks }, table };
  } finally {
    counting.close();
    progress.clear();
  }
}

/** A text says nothing of settings. What nobody changes is taken as the kernel has it; the one that kube-proxy changes is found from the table itself. */
function textTimeouts(establishedSeconds: number | undefined): ConntrackTimeouts {
  const { tcpEstablished: _, ...others } = kernelDefaultTimeouts;
  return establishedSeconds === undefined ? others : { ...others, tcpEstablished: establishedSeconds };
}
