import { setTimeout as sleep } from "node:timers/promises";
import { findSuspects } from "../analysis/suspects/find-suspects.ts";
import type { TrafficSample } from "../analysis/suspects/suspect-rule.ts";
import { extendSuspectSeries } from "../analysis/suspects/suspect-series.ts";
import { CounterTotals } from "../analysis/watching/counter-totals.ts";
import { LearntAllowances } from "../analysis/watching/learnt-allowances.ts";
import { WalkPace } from "../analysis/watching/walk-pace.ts";
import type { CheckSettings } from "../checks/run-checks.ts";
import { type Collector, PartMissing } from "../collectors/collector.ts";
import { collectors } from "../collectors/index.ts";
import type { AddressOwners } from "../model/address-owners.ts";
import type { AgentStatus, DeliveryStatus, IncidentsStatus } from "../model/agent-status.ts";
import { timeoutsFromSysctls } from "../model/conntrack-timeouts.ts";
import type { Forecast } from "../model/forecast.ts";
import type { PartName, TableUsage } from "../model/node-snapshot.ts";
import { isPresent } from "../model/reading.ts";
import type { Suspect } from "../model/suspect.ts";
import type { Logger } from "../platform/logger.ts";
import type { NameSource } from "../sources/name-source.ts";
import type { Sources } from "../sources/sources.ts";
import type { NodeWatch } from "./agent-parts.ts";
import { CountWatch, readCount } from "./watching/count-watch.ts";
import { guardedCollectors } from "./watching/guarded-collectors.ts";
import { judgeNode } from "./watching/judge-node.ts";
import { KernelLogWatch } from "./watching/kernel-log-watch.ts";
import { ownCost, ownCpuSeconds } from "./watching/own-cost.ts";
import { allowancesGroup, countersGroup, ownNamesGroup, type PartGroup, plainGroups, workOfPart } from "./watching/part-groups.ts";
import { groupTimeoutSeconds, PartReader } from "./watching/part-reader.ts";
import { PartReadings } from "./watching/part-readings.ts";
import { TableWalker } from "./watching/table-walker.ts";
import { WalkRequests } from "./watching/walk-requests.ts";
import { WatchedNames } from "./watching/watched-names.ts";
import { WorkRound } from "./watching/work-round.ts";
import type { WorkLedger } from "./works/work-ledger.ts";

export interface NodeWatcherOptions {
  readonly node: string;
  readonly version: string;
  readonly ledger: WorkLedger;
  readonly logger: Logger;
  /** Whose addresses are, by a cluster; without it the node's own processes tell. */
  readonly names?: NameSource;
  /** Part of one core that the whole program may take: walks get what everything else leaves of it. */
  readonly cpuBudget?: number;
  readonly settings?: CheckSettings;
  readonly deliveries?: () => readonly DeliveryStatus[];
  readonly incidents?: () => IncidentsStatus;
  /** Instead of those that read a live node. */
  readonly catalogue?: readonly Collector[];
}

/** Samples a node for as long as it runs, judges it, and knows at any moment what is known. What it keeps is bounded, in `watching/`. */
export class NodeWatcher implements NodeWatch {
  /** Resolved when there is a verdict, or when it is clear that none is to be had. */
  readonly firstLook: Promise<void>;
  private readonly sources: Sources;
  private readonly options: NodeWatcherOptions;
  private readonly round: WorkRound;
  private readonly readings: PartReadings;
  private readonly reader: PartReader;
  private readonly counts = new CountWatch();
  private readonly totals = new CounterTotals();
  private readonly learnt = new LearntAllowances();
  private readonly log: KernelLogWatch;
  private readonly pace: WalkPace;
  private readonly requests: WalkRequests;
  private readonly walker: TableWalker;
  private readonly names: WatchedNames | undefined;
  private readonly listeners = new Set<(status: AgentStatus) => void>();
  private readonly firstJudged = Promise.withResolvers<void>();
  private readonly startedAtMonotonicMs: number;
  private tableSize: Pick<TableUsage, "buckets" | "expectMax"> = {};
  private countersRead = 0;
  private walk: AgentStatus["walk"];
  /** How many there were, and how many of them when the node was last judged. */
  private walks = 0;
  private judgedWalks = 0;
  private suspectSeries: readonly TrafficSample[] = [];
  private suspects: readonly Suspect[] = [];
  private forecast: Forecast;
  private judgement: AgentStatus["judgement"];

  constructor(sources: Sources, options: NodeWatcherOptions) {
    const { node, ledger, logger, names, cpuBudget = defaultCpuBudget, catalogue = collectors } = options;
    const { clock } = sources;
    this.sources = sources;
    this.options = options;
    this.firstLook = this.firstJudged.promise;
    this.startedAtMonotonicMs = clock.monotonicMs();
    this.round = new WorkRound(ledger, clock, logger);
    this.readings = new PartReadings({ node, clock, logger, windowSeconds, ageLimitSeconds: (part) => this.ageLimitSeconds(part) });
    const guarded = guardedCollectors(catalogue, logger);
    this.reader = new PartReader({ sources, node, readings: this.readings, catalogue: guarded, cpuSeconds: ownCpuSeconds });
    this.log = new KernelLogWatch(sources, logger);
    this.pace = new WalkPace({ budget: cpuBudget, leastSeconds: leastWalkSeconds });
    this.requests = new WalkRequests(this.pace, clock);
    this.names = names === undefined ? undefined : new WatchedNames(names, node);
    this.walker = new TableWalker({
      ...{ sources, pace: this.pace, cpuSeconds: ownCpuSeconds },
      names: () => this.currentNames(),
      nameRemarks: () => this.names?.remarks() ?? [],
      counterTotals: () => this.totals.totals(),
    });
    this.forecast = this.counts.forecast(1);
  }

  /** Begins every work. None waits for another, but that the first judgement waits for a first look at everything. */
  start(): void {
    const { round, requests } = this;
    const compared = Promise.withResolvers<void>();
    void round.begin({ work: "count", intervalSeconds: 1, timeoutSeconds: 10, run: (signal) => this.count(signal) });
    void this.beginGroup(countersGroup, {
      // The second reading comes soon, since a single one says nothing of a cumulative counter.
      intervalSeconds: () => (this.countersRead < 2 ? firstWindowSeconds : countersGroup.intervalSeconds),
      run: async (signal) => {
        try {
          await this.readCounters(signal);
        } finally {
          if (++this.countersRead === 2) compared.resolve();
        }
      },
    });
    const walked = round.begin({
      ...{ work: "walk", timeoutSeconds: walkTimeoutSeconds, hurry: requests.hurry },
      intervalSeconds: () => Math.max(this.pace.intervalSeconds(), this.pace.secondsUntilDue(this.sources.clock.monotonicMs())),
      run: (signal) => requests.during(signal, () => this.walkTable(signal)),
    });
    void this.beginGroup(allowancesGroup, { run: (signal) => this.readAllowances(signal) });
    void round.begin({ work: "kernel-log", intervalSeconds: 2, timeoutSeconds: 10, run: () => this.followLog() });
    const read = [...plainGroups, ...(this.names === undefined ? [ownNamesGroup] : [])].map((group) => this.beginGroup(group));
    const seen = Promise.all([walked, compared.promise, ...read]);
    void round.begin({
      ...{ work: "judge", intervalSeconds: judgeSeconds, timeoutSeconds: 30 },
      after: Promise.race([seen, sleep(firstLookWithinMs, undefined, { ref: false })]),
      run: async () => {
        try {
          this.judge();
        } finally {
          this.firstJudged.resolve();
        }
      },
    });
  }

  status(): AgentStatus {
    const { clock } = this.sources;
    const { node, version, ledger, deliveries, incidents } = this.options;
    const monotonicMs = clock.monotonicMs();
    const atMs = clock.nowMs();
    const counterTotals = this.readings.latest("cpuCounters")?.status === "present" ? this.totals.totals() : undefined;
    const { walk, judgement } = this;
    return {
      ...{ node, version, atMs, monotonicMs },
      startedAtMs: atMs - (monotonicMs - this.startedAtMonotonicMs),
      snapshot: this.readings.now(),
      peaks: this.counts.peaksAt(monotonicMs),
      ...(counterTotals === undefined ? {} : { counterTotals }),
      tableFullRecords: this.log.tableFullRecords,
      ...(walk === undefined ? {} : { walk }),
      forecast: this.forecast,
      suspects: this.suspects,
      learntAllowances: this.learnt.list(),
      ...(judgement === undefined ? {} : { judgement }),
      works: ledger.list(),
      deliveries: deliveries?.() ?? [],
      incidents: incidents?.() ?? { recorded: 0, kept: 0, bytes: 0, failures: 0 },
      cost: ownCost(),
    };
  }

  subscribe(listener: (status: AgentStatus) => void): () => void {
    // Each subscription by itself, also of one function twice.
    const own = (status: AgentStatus) => listener(status);
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  async walkNow(signal: AbortSignal): Promise<AgentStatus> {
    await this.requests.next(signal);
    // Whoever shared the walk shares the judgement as well.
    if (this.judgedWalks < this.walks) this.judge();
    return this.status();
  }

  /** What was under way gets a moment to give back what it holds. The sources stay open: they are the caller's. */
  async close(): Promise<void> {
    this.requests.close();
    await this.round.close();
    this.log.close();
    this.firstJudged.resolve();
  }

  private beginGroup(
    group: PartGroup,
    {
      intervalSeconds = () => this.reader.intervalSeconds(group),
      run = async (signal) => void (await this.reader.read(group, signal)),
    }: { readonly intervalSeconds?: () => number; readonly run?: (signal: AbortSignal) => Promise<void> } = {},
  ): Promise<void> {
    return this.round.begin({ work: group.work, timeoutSeconds: groupTimeoutSeconds(group), intervalSeconds, run });
  }

  private async count(signal: AbortSignal): Promise<void> {
    const { proc, clock } = this.sources;
    const usage = readCount(proc);
    if (usage === undefined) {
      this.counts.forget();
      // Why there is no count, in the words of the collector; and a count all the same, where it was there again by then.
      await this.reader.read({ work: "count", parts: ["tableUsage"] }, signal);
      return;
    }
    const monotonicMs = clock.monotonicMs();
    this.counts.add(usage, monotonicMs);
    const source = proc.path("sys/net/netfilter/nf_conntrack_{count,max}");
    this.readings.put(
      "tableUsage",
      { status: "present", value: { ...usage, ...this.tableSize }, source, takenAtMs: clock.nowMs() },
      monotonicMs,
    );
  }

  private async readCounters(signal: AbortSignal): Promise<void> {
    const { cpuCounters, tableUsage } = await this.reader.read(countersGroup, signal);
    if (isPresent(tableUsage)) {
      const { buckets, expectMax } = tableUsage.value;
      this.tableSize = { ...(buckets === undefined ? {} : { buckets }), ...(expectMax === undefined ? {} : { expectMax }) };
    }
    if (!isPresent(cpuCounters)) return;
    const { increases, remark } = this.totals.add(cpuCounters.value);
    this.counts.addEvictions(increases?.["earlyDrop"] ?? 0);
    if (remark !== undefined) this.options.logger.warn("the counters of the table are not what they were", { because: remark });
  }

  private async readAllowances(signal: AbortSignal): Promise<void> {
    const { interfaceAllowances, tableUsage } = await this.reader.read(allowancesGroup, signal);
    if (!isPresent(interfaceAllowances) || !isPresent(tableUsage)) return;
    this.learnt.add(interfaceAllowances.value, tableUsage.value.count, this.sources.clock.monotonicMs());
  }

  private async followLog(): Promise<void> {
    const reading = await this.log.poll();
    this.readings.put("kernelLog", reading);
    if (reading.status === "failed") throw new PartMissing("failed", reading.source, reading.reason);
  }

  private async walkTable(signal: AbortSignal): Promise<void> {
    const { composition, sample, counted } = await this.walker.walk(signal);
    signal.throwIfAborted();
    this.readings.put("tableComposition", composition);
    this.walks++;
    if (composition.status !== "present") {
      if (composition.status !== "failed") this.walk = undefined;
      // Without nf_conntrack there is nothing to walk, which is an answer.
      if (composition.status !== "absent") throw new PartMissing(composition.status, composition.source, composition.reason);
      return;
    }
    if (counted !== undefined) this.counts.addWalk(counted);
    if (sample?.traffic === undefined) return;
    this.walk = { sample, atMonotonicMs: this.sources.clock.monotonicMs() };
    this.suspectSeries = extendSuspectSeries(this.suspectSeries, { ...sample, traffic: sample.traffic });
    this.suspects = findSuspects(this.suspectSeries);
  }

  private judge(): void {
    const { clock } = this.sources;
    const { settings = {}, logger } = this.options;
    const monotonicMs = clock.monotonicMs();
    this.pace.observe(ownCpuSeconds(), monotonicMs);
    this.judgedWalks = this.walks;
    this.takeNames();
    this.forecast = this.counts.forecast(this.shortestTimeoutSeconds());
    const earlier = this.readings.before(windowSeconds);
    const observation = { now: this.readings.now(), ...(earlier === undefined ? {} : { earlier }), forecast: this.forecast };
    const learnt = { learntMaximum: this.learnt.ofInstance(), ...settings["instance-allowance"] };
    this.judgement = { ...judgeNode(observation, { ...settings, "instance-allowance": learnt }, logger), atMonotonicMs: monotonicMs };
    const status = this.status();
    for (const listener of this.listeners) {
      try {
        listener(status);
      } catch (error) {
        const stack = error instanceof Error ? error.stack : String(error);
        logger.error("a part of the agent ran into a bug of this program when it was told a judgement", { because: stack });
      }
    }
  }

  private takeNames(): void {
    const value = this.names === undefined ? undefined : this.currentNames();
    if (value === undefined) return;
    const remarks = this.names?.remarks() ?? [];
    const about = { source: value.from.join(", "), takenAtMs: this.sources.clock.nowMs() };
    this.readings.put("addressOwners", { status: "present", value, ...about, ...(remarks.length === 0 ? {} : { remarks }) });
  }

  private currentNames(): AddressOwners | undefined {
    if (this.names !== undefined) {
      const addresses = this.readings.latest("localAddresses");
      return this.names.current(isPresent(addresses) ? addresses.value : []);
    }
    const own = this.readings.latest("addressOwners");
    return isPresent(own) ? own.value : undefined;
  }

  /** One second where the timeouts are not known: they may have been set to that. */
  private shortestTimeoutSeconds(): number {
    const settings = this.readings.latest("settings");
    const timeouts = Object.values(timeoutsFromSysctls(isPresent(settings) ? settings.value.sysctls : {}));
    return timeouts.length === 0 ? 1 : Math.min(...timeouts);
  }

  private ageLimitSeconds(part: PartName): number {
    const work = part === "addressOwners" && this.names !== undefined ? "judge" : workOfPart(part);
    return Math.max(leastAgeSeconds, intervalsToOld * (this.round.intervalOf(work) ?? 0));
  }
}

const defaultCpuBudget = 0.02;
/** A small table is walked no more often: suspects and forecasts live on minutes, and every ten seconds would take two thirds of what all of it may cost. */
const leastWalkSeconds = 15;
/** A walk ends itself after 30 s (src/collectors/walk-outcome.ts); this is for one that does not come back at all. */
const walkTimeoutSeconds = 60;
const judgeSeconds = 10;
/** Two judgements: what happened between them is in both, so that no rise is missed and a verdict does not flap at the pace of one. */
const windowSeconds = 20;
/** As long as the window of `diagnose`. */
const firstWindowSeconds = 2;
const firstLookWithinMs = 15_000;
/** As the ledger calls a work stale, with room for the jitter. */
const intervalsToOld = 3.5;
const leastAgeSeconds = 15;
