import type { WalkedCount } from "../../analysis/forecast/forecast-between-walks.ts";
import type { WalkPace } from "../../analysis/watching/walk-pace.ts";
import { missingBecause } from "../../collectors/collect-snapshot.ts";
import { PartMissing } from "../../collectors/collector.ts";
import { composeLiveTable } from "../../collectors/compose-live-table.ts";
import { conntrackSysctls } from "../../collectors/sysctl-files.ts";
import { tableComposition } from "../../collectors/table-composition.ts";
import type { FingerprintSet } from "../../flows/fingerprint-set.ts";
import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { TrafficCounter } from "../../flows/traffic/traffic-counter.ts";
import { defaultYoungSeconds } from "../../flows/traffic/young-windows.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { Counters } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import { sourcesOfNode } from "../../model/sources-of-node.ts";
import type { TableComposition } from "../../model/table-composition.ts";
import type { TableSample } from "../../model/table-sample.ts";
import type { Sources } from "../../sources/sources.ts";
import { readCount } from "./count-watch.ts";

export interface TableWalkerOptions {
  readonly sources: Sources;
  readonly pace: WalkPace;
  /** The same object means that nothing changed since. */
  readonly names: () => AddressOwners | undefined;
  readonly nameRemarks: () => readonly string[];
  /** The counters since the agent began. */
  readonly counterTotals: () => Counters | undefined;
  /** All processor time of the program, in seconds. */
  readonly cpuSeconds: () => number;
}

export interface TableWalk {
  readonly composition: Reading<TableComposition>;
  /** Missing where the table could not be walked. */
  readonly sample?: TableSample;
  /** Where the walk went through the whole of the table. */
  readonly counted?: WalkedCount;
}

/** Walks the table once for both views of it: what it holds, which checks ask for, and whose it is. What one walk needs of the one before is kept here. */
export class TableWalker {
  private readonly options: TableWalkerOptions;
  private known: ReturnType<TrafficCounter["known"]> | undefined;
  private indexed: { readonly from: AddressOwners; readonly index: OwnerIndex } | undefined;
  private totalsBefore: Counters | undefined;

  constructor(options: TableWalkerOptions) {
    this.options = options;
  }

  /** What is expected to fail is in the composition; a bug is thrown. After the signal nothing is kept of what comes. */
  async walk(signal: AbortSignal): Promise<TableWalk> {
    const { clock } = this.options.sources;
    const charge = this.meter();
    // A walk that is cut off is paid for then: when it comes back, if it does, much else has been done meanwhile.
    signal.addEventListener("abort", charge, { once: true });
    try {
      return await this.count(signal);
    } catch (error) {
      // Entries that come while nobody compares would all look born.
      this.known = undefined;
      if (signal.aborted) throw signal.reason;
      return { composition: { ...missingBecause(error, tableComposition), takenAtMs: clock.nowMs() } };
    } finally {
      signal.removeEventListener("abort", charge);
      charge();
    }
  }

  /** What it returns takes off the pace, once, what the whole program has used since: the worker's part is in it, and at worst a scrape. */
  private meter(): () => void {
    const { sources, pace, cpuSeconds } = this.options;
    const before = cpuSeconds();
    let isCharged = false;
    return () => {
      if (!isCharged) pace.walked(cpuSeconds() - before, sources.clock.monotonicMs());
      isCharged = true;
    };
  }

  private async count(signal: AbortSignal): Promise<TableWalk> {
    const { sources, names } = this.options;
    const { clock } = sources;
    const takenAtMs = clock.nowMs();
    const fromMs = clock.monotonicMs();
    const usage = readCount(sources.proc);
    const owners = this.indexOf(names());
    const earlier = this.known;
    let counting: { readonly counter: TrafficCounter; readonly timeouts: ConntrackTimeouts } | undefined;
    const countAlso = (timeouts: ConntrackTimeouts, seen: FingerprintSet) => {
      const counter = new TrafficCounter({
        ...{ timeouts, nowMs: takenAtMs, monotonicMs: fromMs, topGroups, rememberIn: seen },
        ...(owners === undefined ? {} : { owners }),
        ...(earlier === undefined ? {} : { earlier }),
      });
      counting = { counter, timeouts };
      return (...[batch, counted]: Parameters<TrafficCounter["addCounted"]>) => counter.addCounted(batch, counted, clock.monotonicMs());
    };
    const composed = await composeLiveTable(sources, { signal, sourceNat: true, topSources: sourcesOfNode, countAlso });
    signal.throwIfAborted();
    if (counting === undefined || usage === undefined)
      throw new PartMissing("failed", sources.proc.path(conntrackSysctls), "the table was walked, and its count could not be read");
    const { counter, timeouts } = counting;
    const { value, remarks = [] } = composed;
    const isWhole = value.capped === undefined;
    this.known = isWhole ? counter.known() : undefined;
    const sample: TableSample = {
      ...{ takenAtMs, monotonicMs: fromMs, ...usage },
      ...this.increases(),
      traffic: counter.compose(),
      countdown: { timeouts, youngSeconds: defaultYoungSeconds },
      remarks: [...(value.capped === undefined ? [] : [`table: ${value.capped.because}`]), ...remarks, ...this.options.nameRemarks()],
    };
    const living = value.total + value.malformed;
    return {
      composition: { ...composed, status: "present", takenAtMs },
      sample,
      ...(isWhole ? { counted: { fromMs, untilMs: clock.monotonicMs(), living } } : {}),
    };
  }

  private increases(): { readonly increases?: Counters } {
    const before = this.totalsBefore;
    const totals = this.options.counterTotals();
    this.totalsBefore = totals;
    if (before === undefined || totals === undefined) return {};
    return { increases: Object.fromEntries(Object.entries(totals).map(([name, value]) => [name, value - (before[name] ?? 0)])) };
  }

  /** For a large cluster this takes longer than a small table does, so it is done once for each change of the names. */
  private indexOf(from: AddressOwners | undefined): OwnerIndex | undefined {
    if (from === undefined) return undefined;
    if (this.indexed?.from !== from) this.indexed = { from, index: new OwnerIndex(from, this.options.sources.clock.nowMs()) };
    return this.indexed.index;
  }
}

/** Groups in each dimension: what a page, a metric and the suspects ask for. */
const topGroups = 50;
