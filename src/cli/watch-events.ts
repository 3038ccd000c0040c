import { BirthCounter } from "../flows/births/birth-counter.ts";
import type { FlowPredicate } from "../flows/flow-filter.ts";
import type { OwnerIndex } from "../flows/owners/owner-index.ts";
import { addFlowEvents, type FlowEventCounts, flowEventKinds, noFlowEvents, totalFlowEvents } from "../model/flow-event-kind.ts";
import { isoTime } from "../model/iso-time.ts";
import { StratifiedSample } from "../model/stratified-sample.ts";
import { type EventTotals, eventRecord, type SampleRecord } from "../report/watch-record.ts";
import type { EventReport } from "../sources/event-source.ts";
import type { WatchOutput } from "./watch-output.ts";

export interface WatchEventsOptions {
  /** One in so many of each kind is printed. Of births all are decoded, so that they are told by workload exactly; of others only those. */
  readonly sampleEvery: number;
  /** Whether births are among the events. */
  readonly hasBirths: boolean;
  readonly filter?: FlowPredicate;
  readonly owners: () => OwnerIndex | undefined;
  readonly topGroups: number;
  readonly nowMs: () => number;
}

/** Turns reports of events into records, and keeps the account of them: every event is printed, or in a number that says why not. */
export class WatchEvents {
  private readonly options: WatchEventsOptions;
  private readonly output: WatchOutput;
  private seen: FlowEventCounts = noFlowEvents;
  private printed = 0;
  private filteredOut = 0;
  private notSampled = 0;
  private notShown = 0;
  private lost: number | null = 0;
  /** Since the sample before. */
  private counts: FlowEventCounts = noFlowEvents;
  private hasGap = false;
  private births: BirthCounter;
  private readonly birthSample: StratifiedSample;
  private owners: OwnerIndex | undefined;

  constructor(output: WatchOutput, options: WatchEventsOptions) {
    this.output = output;
    this.options = options;
    this.birthSample = new StratifiedSample(options.sampleEvery);
    this.births = this.openBirths();
  }

  take({ counts, batch, losses, fromMs, toMs }: EventReport): void {
    const { flows, kinds, receivedAtMs } = batch;
    this.seen = addFlowEvents(this.seen, counts);
    this.counts = addFlowEvents(this.counts, counts);
    let rowsLost = 0;
    for (let row = 0; row < flows.length; row++) this.takeRow(flows, row, kinds[row]!, receivedAtMs[row]!);
    for (const { where, events, because } of losses) {
      this.hasGap = true;
      if (where === "rows") rowsLost += events ?? 0;
      else this.lost = events === null || this.lost === null ? null : this.lost + events;
      const times = { at: isoTime(toMs), from: isoTime(fromMs), to: isoTime(toMs) };
      this.output.write({ type: "gap", source: "events", where, ...times, lost: events, because });
    }
    this.notShown += rowsLost;
    this.notSampled += totalFlowEvents(counts) - flows.length - rowsLost;
  }

  /** What came since this was asked last, which was so many seconds ago. */
  settle(overSeconds: number): NonNullable<SampleRecord["events"]> {
    const { counts, hasGap, births } = this;
    const { hasBirths, topGroups } = this.options;
    this.counts = noFlowEvents;
    this.hasGap = false;
    this.births = this.openBirths();
    if (!hasBirths || overSeconds <= 0) return { counts, hasGap };
    return { counts, hasGap, births: births.compose({ overSeconds, told: counts.new, hasGap, topGroups }) };
  }

  totals(): EventTotals {
    const { seen, printed, filteredOut, notSampled, notShown, lost } = this;
    return { seen, printed, filteredOut, notSampled, notShown, lost };
  }

  private takeRow(flows: EventReport["batch"]["flows"], row: number, kindNumber: number, receivedAtMs: number): void {
    const { filter } = this.options;
    const kind = flowEventKinds[kindNumber]!;
    if (kind === "new") {
      this.births.add(flows, row);
      if (!this.birthSample.takes()) {
        this.notSampled++;
        return;
      }
    }
    if (filter !== undefined && !filter(flows, row)) {
      this.filteredOut++;
      return;
    }
    if (this.output.isFull) this.output.leaveOut();
    else if (this.output.write(eventRecord(kind, flows, row, receivedAtMs, this.owners))) {
      this.printed++;
      return;
    }
    this.notShown++;
  }

  /** Names that change while events are counted hold from the next sample on. */
  private openBirths(): BirthCounter {
    const { owners, nowMs, filter } = this.options;
    this.owners = owners();
    return new BirthCounter({
      nowMs: nowMs(),
      ...(this.owners === undefined ? {} : { owners: this.owners }),
      ...(filter === undefined ? {} : { filter }),
    });
  }
}
