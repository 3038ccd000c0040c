import type { FlowPredicate } from "../flows/flow-filter.ts";
import { OwnerIndex } from "../flows/owners/owner-index.ts";
import type { GroupFilterNames } from "../flows/traffic/group-filter.ts";
import { TrafficCounter } from "../flows/traffic/traffic-counter.ts";
import { defaultYoungSeconds } from "../flows/traffic/young-windows.ts";
import type { AddressOwners } from "../model/address-owners.ts";
import { type ConntrackTimeouts, timeoutsFromSysctls } from "../model/conntrack-timeouts.ts";
import type { Counters, CpuCounters, SnapshotParts } from "../model/node-snapshot.ts";
import type { Countdown, TableSample } from "../model/table-sample.ts";
import type { TableTraffic } from "../model/table-traffic.ts";
import type { DumpOutcome } from "../sources/conntrack-source.ts";
import type { Sources } from "../sources/sources.ts";
import { collectSnapshot, missingBecause } from "./collect-snapshot.ts";
import { PartMissing } from "./collector.ts";
import { counterIncreases } from "./counter-increases.ts";
import { amount } from "./remarks.ts";
import { roomToGrow } from "./room-to-grow.ts";
import { remarksOnWalk, walkCappedBy, walkLimits } from "./walk-outcome.ts";

export interface TableSamplerOptions {
  /** Asked at each sample; the same object means that nothing changed since. */
  readonly names?: () => AddressOwners;
  readonly filter?: FlowPredicate;
  /** Instead of `filter`, where the names decide: asked at each sample, with those that the sample is counted by. */
  readonly filterOf?: (names: GroupFilterNames) => FlowPredicate | undefined;
  /** Also compare with the walk before: births that the countdown cannot date. */
  readonly difference?: boolean;
  /** False reads the count and the counters alone. */
  readonly walk?: boolean;
  /**
   * The part of the time that walking may take, at most 1: a table of a million is walked for two seconds, so that at one sample in two seconds the kernel
   * would do nothing else. A sample that comes too early has no traffic, and says so.
   */
  readonly maximumWalkShare?: number;
  readonly maxEntries?: number;
  readonly timeBudgetMs?: number;
  /** Groups in each dimension. */
  readonly topGroups?: number;
  /** What counts as young when births are told from the countdown. */
  readonly youngSeconds?: number;
  readonly onProgress?: (entries: number, expected: number) => void;
}

type Earlier = ReturnType<TrafficCounter["known"]>;

/** Takes one sample of the table after another. What one needs of the one before is kept here: counters, known entries, the index of names. */
export class TableSampler {
  private readonly sources: Sources;
  private readonly options: TableSamplerOptions;
  private counters: CpuCounters | undefined;
  private known: Earlier | undefined;
  private indexed: { readonly from: AddressOwners; readonly index: OwnerIndex } | undefined;
  /** By the clock that never jumps. */
  private walkedFromMs = Number.NEGATIVE_INFINITY;
  private walkedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(sources: Sources, options: TableSamplerOptions = {}) {
    this.sources = sources;
    this.options = options;
  }

  /**
   * Throws PartMissing where the count or the limit cannot be read, since a sample without them is none, and what the signal was aborted with. Everything
   * else that fails is a remark.
   */
  async sample(signal?: AbortSignal): Promise<TableSample> {
    const { sources } = this;
    signal?.throwIfAborted();
    const cheap = await collectSnapshot(sources, {
      node: "",
      parts: ["tableUsage", "cpuCounters", "settings"],
      ...(signal === undefined ? {} : { signal }),
    });
    signal?.throwIfAborted();
    const { takenAtMs, monotonicMs, parts } = cheap.snapshot;
    const { tableUsage } = parts;
    if (tableUsage?.status !== "present") {
      const { status = "failed", source = "", reason = "the usage was not read" } = tableUsage ?? {};
      throw new PartMissing(status, source, reason);
    }
    const { count, max } = tableUsage.value;
    const { increases, remarks: remarksOnCounters } = this.increasesOf(parts);
    const { traffic, countdown, remarks: remarksOnTraffic } = await this.walk(count, parts, signal);
    return {
      takenAtMs,
      monotonicMs,
      count,
      max,
      ...(increases === undefined ? {} : { increases }),
      ...(traffic === undefined ? {} : { traffic }),
      ...(countdown === undefined ? {} : { countdown }),
      remarks: [...remarksOnCounters, ...remarksOnTraffic],
    };
  }

  /** What was counted before was something else: the next walk is compared with none. */
  forgetWalk(): void {
    this.known = undefined;
  }

  /**
   * The names as they are known at this moment, made ready to be looked up. That takes longer for a large cluster than a small table does, so it is done once
   * for each change of them.
   */
  owners(): OwnerIndex | undefined {
    const from = this.options.names?.();
    if (from === undefined) return undefined;
    if (this.indexed?.from !== from) this.indexed = { from, index: new OwnerIndex(from, this.sources.clock.nowMs()) };
    return this.indexed.index;
  }

  private increasesOf({ cpuCounters }: SnapshotParts): { readonly increases?: Counters; readonly remarks: readonly string[] } {
    if (cpuCounters?.status !== "present") return { remarks: [`counters: ${cpuCounters?.reason ?? "not read"}`] };
    const earlier = this.counters;
    this.counters = cpuCounters.value;
    if (earlier === undefined) return { remarks: [] };
    const increases = counterIncreases(earlier, cpuCounters.value);
    return increases === undefined
      ? { remarks: ["counters: the set of CPUs changed since the sample before"] }
      : { increases, remarks: [] };
  }

  private async walk(
    expected: number,
    { settings }: SnapshotParts,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly traffic?: TableTraffic; readonly countdown?: Countdown; readonly remarks: readonly string[] }> {
    const { sources, options } = this;
    if (options.walk === false) return { remarks: [] };
    const startMs = sources.clock.monotonicMs();
    const { maximumWalkShare = 1 } = options;
    const tookMs = this.walkedUntilMs - this.walkedFromMs;
    if (tookMs > quickWalkMs && tookMs / (startMs - this.walkedFromMs) > maximumWalkShare) {
      const share = Math.round(maximumWalkShare * 100);
      return {
        remarks: [`table: not walked this time; the walk before took ${Math.round(tookMs)} ms, and ${share}% of the time is its share`],
      };
    }
    const limits = walkLimits(options);
    const sysctls = settings?.status === "present" ? settings.value.sysctls : undefined;
    const timeouts = timeoutsFromSysctls(sysctls ?? {});
    const counter = this.openCounter(expected, timeouts);
    try {
      const outcome = await sources.conntrack.dump(
        {
          ...limits,
          ...(signal === undefined ? {} : { signal }),
          ...(options.onProgress === undefined ? {} : { onProgress: (entries: number) => options.onProgress?.(entries, expected) }),
        },
        (batch) => counter.add(batch, sources.clock.monotonicMs()),
      );
      signal?.throwIfAborted();
      this.walkedFromMs = startMs;
      this.walkedUntilMs = sources.clock.monotonicMs();
      const capped = walkCappedBy(outcome, limits);
      // What an unfinished walk did not reach would look newly born at the next one.
      this.known = options.difference === true && capped === undefined ? counter.known() : undefined;
      return {
        traffic: counter.compose(),
        ...(sysctls === undefined ? {} : { countdown: { timeouts, youngSeconds: options.youngSeconds ?? defaultYoungSeconds } }),
        remarks: this.remarksOn(outcome, capped?.because, settings),
      };
    } catch (error) {
      signal?.throwIfAborted();
      this.known = undefined;
      return { remarks: [`table: ${missingBecause(error, tableAccess).reason}`] };
    }
  }

  private openCounter(expected: number, timeouts: ConntrackTimeouts): TrafficCounter {
    const { filter: fixedFilter, filterOf, topGroups, youngSeconds, difference = false } = this.options;
    const nowMs = this.sources.clock.nowMs();
    const owners = this.owners();
    const filter = filterOf?.({ timeouts, nowMs, ...(owners === undefined ? {} : { owners }) }) ?? fixedFilter;
    return new TrafficCounter({
      timeouts,
      expectedEntries: expected * roomToGrow,
      nowMs,
      monotonicMs: this.sources.clock.monotonicMs(),
      remember: difference,
      ...(owners === undefined ? {} : { owners }),
      ...(this.known === undefined ? {} : { earlier: this.known }),
      ...(filter === undefined ? {} : { filter }),
      ...(topGroups === undefined ? {} : { topGroups }),
      ...(youngSeconds === undefined ? {} : { youngSeconds }),
    });
  }

  private remarksOn(outcome: DumpOutcome, capped: string | undefined, settings: SnapshotParts["settings"]): string[] {
    const { malformedCount } = outcome;
    return [
      ...(settings?.status === "present" ? [] : [`timeouts: ${settings?.reason ?? "not read"}; ages and births cannot be told from them`]),
      ...(capped === undefined ? [] : [`table: ${capped}`]),
      ...(malformedCount === 0 ? [] : [`table: ${amount(malformedCount, "entry", "entries")} left out: not understood`]),
      ...remarksOnWalk(outcome).map((remark) => `table: ${remark}`),
    ];
  }
}

const tableAccess = {
  reads: ["ctnetlink dump"],
  capability: { name: "CAP_NET_ADMIN", gives: "the table itself" },
} as const;

/** A walk that is over in so long weighs on nobody; the first one starts a thread and takes longer than its table. */
const quickWalkMs = 500;
