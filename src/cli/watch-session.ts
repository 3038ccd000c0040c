import { setTimeout as sleep } from "node:timers/promises";
import type { CountSample } from "../analysis/forecast/count-series.ts";
import { forecastTable } from "../analysis/forecast/forecast.ts";
import { type OpenFinding, OpenFindings } from "../analysis/open-findings.ts";
import type { Check } from "../checks/check.ts";
import { type CheckSettings, runChecks } from "../checks/run-checks.ts";
import { collectSnapshot } from "../collectors/collect-snapshot.ts";
import { PartMissing } from "../collectors/collector.ts";
import type { TableSampler } from "../collectors/table-sampler.ts";
import { isoTime } from "../model/iso-time.ts";
import type { NodeSnapshot, PartName } from "../model/node-snapshot.ts";
import type { TableSample } from "../model/table-sample.ts";
import { harmlessText } from "../report/harmless-text.ts";
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
  private readonly startMs: number;
  private series: readonly CountSample[] = [];
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
      findings: { opened: this.opened, closed: this.closed, open: this.findings.list().map(openFinding) },
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
    const { monotonicMs, count, max, increases } = sample;
    const earlyDrops = increases?.["earlyDrop"];
    const point = { monotonicMs, count, max, ...(earlyDrops === undefined ? {} : { earlyDrops }) };
    this.series = [...this.series, point].slice(-mostPoints);
    const remarks = [...this.options.remarksOnNames(), ...sample.remarks];
    this.output.write(sampleRecord({ ...sample, remarks }, forecastTable(this.series), this.settleEvents()));
  }

  private async lookAtFindings(signal: AbortSignal): Promise<void> {
    const { checks, settings, node } = this.options;
    if (checks.length === 0) return;
    const { snapshot } = await collectSnapshot(this.sources, { node, parts: partsOf(checks), signal });
    signal.throwIfAborted();
    const { earlier } = this;
    this.earlier = snapshot;
    const observation = { now: snapshot, ...(earlier === undefined ? {} : { earlier }) };
    const signals = runChecks(observation, { full: false, settings, only: checks.map(({ id }) => id) });
    const { takenAtMs: atMs, monotonicMs } = snapshot;
    for (const change of this.findings.look(signals, { atMs, monotonicMs })) {
      if (change.kind === "opened") this.opened++;
      if (change.kind === "closed") this.closed++;
      this.output.write(findingRecord(change, atMs));
    }
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
]);

export function isWatchable({ cost, needs }: Check): boolean {
  return cost === "cheap" && needs.every((part) => watchedParts.has(part));
}

function partsOf(checks: readonly Check[]): readonly PartName[] {
  return [...new Set(checks.flatMap(({ needs, uses }) => [...needs, ...uses.filter((part) => watchedParts.has(part))]))];
}
