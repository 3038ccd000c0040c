import type { CountSample } from "../../analysis/forecast/count-series.ts";
import { forecastBetweenWalks, type WalkedCount } from "../../analysis/forecast/forecast-between-walks.ts";
import { CountPeaks } from "../../analysis/watching/count-peaks.ts";
import { conntrackSysctls } from "../../collectors/sysctl-files.ts";
import type { CountPeak } from "../../model/agent-status.ts";
import type { Forecast } from "../../model/forecast.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import { errnoOf } from "../../platform/errno.ts";
import type { FileTree } from "../../sources/file-tree.ts";
import { parseSysctlNumber } from "../../wire/procfs/sysctl.ts";

/** The count of every second: its peaks, and the series that the forecast rests on. Ten minutes of it are kept. */
export class CountWatch {
  private readonly peaks = new CountPeaks();
  private counts: CountSample[] = [];
  private walks: readonly WalkedCount[] = [];
  private evictedSinceCount = 0;

  add({ count, max }: TableUsage, monotonicMs: number): void {
    this.peaks.add(monotonicMs, count);
    this.counts.push({ monotonicMs, count, max, ...(this.evictedSinceCount === 0 ? {} : { earlyDrops: this.evictedSinceCount }) });
    this.evictedSinceCount = 0;
    // Not at each count: moving ten minutes of them costs more than counting.
    if (this.counts.length > mostCounts * 1.1) this.counts = this.counts.slice(-mostCounts);
    const sinceMs = this.counts[0]?.monotonicMs ?? monotonicMs;
    if ((this.walks[0]?.untilMs ?? sinceMs) < sinceMs) this.walks = this.walks.filter(({ untilMs }) => untilMs >= sinceMs);
  }

  /** What was evicted to stay below the limit is growth all the same. */
  addEvictions(entries: number): void {
    this.evictedSinceCount += entries;
  }

  addWalk(walk: WalkedCount): void {
    this.walks = [...this.walks, walk].slice(-mostWalks);
  }

  /** The table is not there any more: what comes after is another one. */
  forget(): void {
    this.counts = [];
    this.walks = [];
    this.evictedSinceCount = 0;
  }

  peaksAt(monotonicMs: number): readonly CountPeak[] {
    return this.peaks.at(monotonicMs);
  }

  forecast(shortestTimeoutSeconds: number): Forecast {
    return forecastBetweenWalks(this.counts, this.walks, shortestTimeoutSeconds);
  }
}

const mostCounts = 600;
/** One in ten seconds for those ten minutes. */
const mostWalks = 64;

/**
 * The two files that change, and nothing else: a hundredth of a percent of a core, once a second. Undefined where they are not to be had as they should be, which
 * the collector then puts into words.
 */
export function readCount(proc: FileTree): Pick<TableUsage, "count" | "max"> | undefined {
  try {
    const count = parseSysctlNumber(proc.readText(`${conntrackSysctls}/nf_conntrack_count`));
    const max = parseSysctlNumber(proc.readText(`${conntrackSysctls}/nf_conntrack_max`));
    return count === undefined || max === undefined ? undefined : { count, max };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
