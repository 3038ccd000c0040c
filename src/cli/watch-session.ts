import { setTimeout as sleep } from "node:timers/promises";
import { forecastWatched, type WatchedCount } from "../analysis/forecast/forecast-watched.ts";
import { type FindingChange, type LookTime, type OpenFinding, OpenFindings } from "../analysis/open-findings.ts";
import { findSuspects } from "../analysis/suspects/find-suspects.ts";
import type { TrafficSample } from "../analysis/suspects/suspect-rule.ts";
import { extendSuspectSeries } from "../analysis/suspects/suspect-series.ts";
import type { Check } from "../checks/check.ts";
import { type CheckSettings, runChecks } from "../checks/run-checks.ts";
import { timeToFull } from "../checks/time-to-full.ts";
import { collectSnapshot } from "../collectors/collect-snapshot.ts";
import { PartMissing } from "../collectors/collector.ts";
import type { TableSampler } from "../collectors/table-sampler.ts";
import { isoTime } from "../model/iso-time.ts";
import type { NodeSnapshot, PartName } from "../model/node-snapshot.ts";
import type { Suspect } from "../model/suspect.ts";
import type { TableSample } from "../model/table-sample.ts";
import { harmlessText } from "../report/harmless-text.ts";
import { quietSuspects, suspectSignal } from "../report/suspect-signal.ts";
import { type EndRecord, findingRecord, sampleRecord } from "../report/watch-record.ts";
import type { Sources } from "../sources/sources.ts";
import type { WatchEvents } from "./watch-events.ts";
import type { WatchOutput } from "./watch-output.ts";

export interface WatchSessionOptions {
  readonly node: string;
  readonly intervalSeconds: number;
  /** Ends after so many samples, those that failed included. */
  readonly count?: number;
  readonly durationSeconds?: number;
  readonly checks: readonly Check[];
  readonly settings: CheckSettings;
  /** Whether to look for who seems to fill the table: only where the whole of it is counted. */
  readonly findsSuspects: boolean;
  /** Remarks on the names of addresses, as they are at this moment. */
  readonly remarksOnNames: () => readonly string[];
}

/** Looks at the node at a steady pace, and says what it saw, what began, what ended and what it missed. */
export class WatchSession {
  private readonly sources: Sources;
  private readonly sampler: TableSampler;
  private readonly output: WatchOutput;
  private readonly events: WatchEvents | undefined;
  private readonly options: WatchSessionOptions;
  private readonly findings = new OpenFindings();
  /** Looked at when the table was walked, which is not at every look. */
  private readonly openSuspects = new OpenFindings();
  private readonly startMs: number;
  private series: readonly WatchedCount[] = [];
  private suspectSeries: readonly TrafficSample[] = [];
  private earlier: NodeSnapshot | undefined;
  private settledMs: number;
  private samples = 0;
  private opened = 0;
  private closed = 0;

  constructor(sources: Sources, sampler: TableSampler, output: WatchOutput, events: WatchEvents | undefined, options: WatchSessionOptions) {
    this.sources = sources;
    this.sampler = sampler;
    this.output = output;
    this.events = events;
    this.options = options;
    this.startMs = sources.clock.monotonicMs();
    this.settledMs = this.startMs;
  }

  /** Until what was asked for is done; throws what the signal was aborted with. */
  async run(signal: AbortSignal): Promise<"count" | "duration"> {
    const { clock } = this.sources;
    const { count = Number.POSITIVE_INFINITY, durationSeconds = Number.POSITIVE_INFINITY, intervalSeconds } = this.options;
    const untilMs = this.startMs + durationSeconds * 1000;
    const stepMs = intervalSeconds * 1000;
    let dueMs = this.startMs;
    for (let looks = 1; ; looks++) {
      await this.look(signal);
      if (looks >= count) return "count";
      dueMs += stepMs;
      const missed = Math.floor((clock.monotonicMs() - dueMs) / stepMs);
      if (missed > 0) {
        this.tellMissed(missed, missed * stepMs, `the sample before took longer than the interval of ${intervalSeconds} s`);
        dueMs += missed * stepMs;
      }
      const waitMs = Math.max(0, Math.min(dueMs, untilMs) - clock.monotonicMs());
      await sleep(waitMs, undefined, { signal });
      if (clock.monotonicMs() >= untilMs) return "duration";
    }
  }

  end(why: EndRecord["why"], because?: string): void {
    const { clock } = this.sources;
    this.output.write({
      type: "end",
      at: isoTime(clock.nowMs()),
      why,
      ...(because === undefined ? {} : { because }),
      seconds: Math.round(clock.monotonicMs() - this.startMs) / 1000,
      samples: this.samples,
      findings: { opened: this.opened, closed: this.closed, open: [...this.findings.list(), ...this.openSuspects.list()].map(openFinding) },
      events: this.events?.totals() ?? null,
      gaps: this.output.gaps,
    });
  }

  private async look(signal: AbortSignal): Promise<void> {
    await this.lookAtFindings(signal);
    let sample: TableSample;
    try {
      sample = await this.sampler.sample(signal);
    } catch (error) {
      if (!(error instanceof PartMissing)) throw error;
      this.tellMissed(1, 0, error.message);
      return;
    }
    this.samples++;
    const { monotonicMs, count, max, increases, traffic } = sample;
    const earlyDrops = increases?.["earlyDrop"];
    const point: WatchedCount = {
      ...{ monotonicMs, count, max },
      ...(earlyDrops === undefined ? {} : { earlyDrops }),
      ...(traffic === undefined ? {} : { isWalked: true }),
    };
    this.series = [...this.series, point].slice(-mostPoints);
    const remarks = [...this.options.remarksOnNames(), ...sample.remarks];
    const suspects = this.suspectsIn(sample);
    const known = { forecast: forecastWatched(this.series), ...(suspects === undefined ? {} : { suspects }) };
    this.output.write(sampleRecord({ ...sample, remarks }, known, this.settleEvents()));
    if (suspects === undefined) return;
    const use = max === 0 ? 1 : count / max;
    const time = { atMs: sample.takenAtMs, monotonicMs };
    const signals = suspects.map((suspect) => suspectSignal(suspect, use, sample.takenAtMs));
    this.tell(this.openSuspects.look([...signals, ...quietSuspects(sample.takenAtMs)], time), time);
  }

  private suspectsIn({ takenAtMs, monotonicMs, traffic }: TableSample): readonly Suspect[] | undefined {
    if (!this.options.findsSuspects || traffic === undefined) return undefined;
    this.suspectSeries = extendSuspectSeries(this.suspectSeries, { takenAtMs, monotonicMs, traffic });
    return findSuspects(this.suspectSeries);
  }

  private async lookAtFindings(signal: AbortSignal): Promise<void> {
    const { checks, settings, node } = this.options;
    if (checks.length === 0) return;
    const { snapshot } = await collectSnapshot(this.sources, { node, parts: partsOf(checks), signal });
    signal.throwIfAborted();
    const { earlier } = this;
    this.earlier = snapshot;
    const observation = { now: snapshot, ...(earlier === undefined ? {} : { earlier }) };
    const known = this.isCollected() ? { ...settings, [timeToFull.id]: { collectionWindow: 0, ...settings[timeToFull.id] } } : settings;
    const signals = runChecks(observation, { full: false, settings: known, only: checks.map(({ id }) => id) });
    const time = { atMs: snapshot.takenAtMs, monotonicMs: snapshot.monotonicMs };
    this.tell(this.findings.look(signals, time), time);
  }

  private tell(changes: readonly FindingChange[], { atMs }: LookTime): void {
    for (const change of changes) {
      if (change.kind === "opened") this.opened++;
      if (change.kind === "closed") this.closed++;
      this.output.write(findingRecord(change, atMs));
    }
  }

  /** Whether both looks came after a walk of the table, which collects what has expired: what they count more of is growth. */
  private isCollected(): boolean {
    const [before, last] = this.series.slice(-2);
    return before?.isWalked === true && last?.isWalked === true;
  }

  private settleEvents() {
    if (this.events === undefined) return undefined;
    const nowMs = this.sources.clock.monotonicMs();
    const overSeconds = (nowMs - this.settledMs) / 1000;
    this.settledMs = nowMs;
    return this.events.settle(overSeconds);
  }

  private tellMissed(lost: number, overMs: number, because: string): void {
    const nowMs = this.sources.clock.nowMs();
    const times = { at: isoTime(nowMs), from: isoTime(nowMs - overMs), to: isoTime(nowMs) };
    this.output.write({ type: "gap", source: "samples", where: "node", ...times, lost, because });
  }
}

function openFinding({ id, signal: { id: check, subject } }: OpenFinding): EndRecord["findings"]["open"][number] {
  return { id, check, ...(subject === undefined ? {} : { subject: harmlessText(subject) }) };
}

/** Half an hour at a sample in two seconds; the forecast looks back no further. */
const mostPoints = 900;

/**
 * What can be read every few seconds without asking anybody but the kernel: the services of the node would see each look as traffic, and looking for who listens
 * walks the open files of every process.
 */
const watchedParts: ReadonlySet<PartName> = new Set<PartName>([
  "tableUsage",
  "cpuCounters",
  "namespaces",
  "kernelLog",
  "interfaceAllowances",
  "socketQueues",
  "portRanges",
  "neighbourTable",
  "softnet",
  "podNetworks",
  "settings",
]);

export function isWatchable({ cost, needs }: Check): boolean {
  return cost === "cheap" && needs.every((part) => watchedParts.has(part));
}

function partsOf(checks: readonly Check[]): readonly PartName[] {
  return [...new Set(checks.flatMap(({ needs, uses }) => [...needs, ...uses.filter((part) => watchedParts.has(part))]))];
}
