import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../platform/clock.ts";
import { errorText } from "../../platform/error-text.ts";
import type { Logger } from "../../platform/logger.ts";
import type { WorkRecord } from "../works/work-ledger.ts";
import type { IncidentDirectory } from "./incident-directory.ts";
import type { OpenIncident } from "./open-incident.ts";
import type { SampleRing } from "./sample-ring.ts";
import { type CollectInto, collectionOf, readingsOf, sameBody, writeIncident } from "./write-incident.ts";

export interface IncidentWriterOptions {
  readonly directory: IncidentDirectory;
  readonly ring: SampleRing;
  readonly collect: CollectInto;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly record: WorkRecord;
  /** Throws where the folder cannot be used. */
  readonly prepare: () => void;
}

type Step = "begin" | "collect" | "checkpoint" | "end";

/**
 * Writes one incident step by step, each of which leaves a whole archive: at once what was before it and the readings that it was judged by; then the whole node;
 * then its samples as they come, ever more rarely; at last its end. What fails is reported and tried again where that can help, and never thrown.
 */
export class IncidentWriter {
  private readonly options: IncidentWriterOptions;
  private readonly closing = new AbortController();
  private current: OpenIncident | undefined;
  private working: Promise<void> | undefined;
  private recordedIncidents = 0;
  private failedSteps = 0;
  private lastFailure: string | undefined;

  constructor(options: IncidentWriterOptions) {
    this.options = options;
  }

  get incident(): OpenIncident | undefined {
    return this.current;
  }

  get recorded(): number {
    return this.recordedIncidents;
  }

  get failures(): number {
    return this.failedSteps;
  }

  /** Why what there is to say of an incident that goes on is not all on the disk. */
  get trouble(): string | undefined {
    return this.current === undefined ? undefined : this.lastFailure;
  }

  begin(incident: OpenIncident): void {
    this.lastFailure = undefined;
    this.current = incident;
    const { name, limit, culprit } = incident;
    this.options.logger.warn("an incident began", { name, limit, culprit });
  }

  carryOn(incident: OpenIncident): void {
    this.current = incident;
  }

  /** Begins the next step, where there is one and none is under way. */
  advance(): void {
    if (this.working !== undefined || this.closing.signal.aborted) return;
    const step = this.nextStep();
    if (step === undefined) return;
    this.working = this.take(step).finally(() => {
      this.working = undefined;
      this.advance();
    });
  }

  /** Resolved when nothing is left to be written at this moment. */
  async settled(): Promise<void> {
    while (this.working !== undefined) await this.working;
  }

  /** Waits for what is under way, and writes the samples up to this moment; no longer than a few seconds. */
  async close(): Promise<void> {
    this.closing.abort();
    const ended = this.working?.then(() => undefined) ?? Promise.resolve();
    const last = ended.then(async () => {
      const { current } = this;
      if (current?.body === undefined) return;
      await this.take(current.endedAtMs === undefined ? "checkpoint" : "end");
    });
    await Promise.race([last, sleep(longestClosingMs, undefined, { ref: false })]);
  }

  private nextStep(): Step | undefined {
    const { current } = this;
    const nowMs = this.options.clock.monotonicMs();
    if (current === undefined || nowMs < current.retryAtMs) return undefined;
    if (current.body === undefined) return "begin";
    if (current.endedAtMs !== undefined) return "end";
    if (!current.isCollected && current.notCollected === undefined && current.attempts < mostAttempts) return "collect";
    return nowMs >= current.checkpointAtMs ? "checkpoint" : undefined;
  }

  private async take(step: Step): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    const { clock, logger, record, prepare } = this.options;
    const startMs = clock.monotonicMs();
    try {
      prepare();
      await this.write(step, current);
      this.lastFailure = undefined;
      record.succeeded((clock.monotonicMs() - startMs) / 1000);
    } catch (error) {
      if (step === "collect" && this.closing.signal.aborted) return;
      const because = errorText(error);
      this.failedSteps++;
      this.lastFailure = because;
      record.failed(because, (clock.monotonicMs() - startMs) / 1000);
      logger.warn("an incident could not be written", { name: current.name, step, because });
      this.yieldTo(step, current, because);
    }
  }

  private async write(step: Step, incident: OpenIncident): Promise<void> {
    const { directory, ring, version, clock, logger } = this.options;
    const options = { directory, ring, version, nowMs: clock.nowMs() };
    switch (step) {
      case "begin":
        incident.body = await writeIncident(incident, readingsOf(incident, version), options);
        this.recordedIncidents++;
        return;
      case "collect": {
        incident.attempts++;
        // Told before it is tried: a process that dies of it tries once more and no oftener.
        incident.body = await writeIncident(incident, sameBody(directory, incident), options);
        incident.body = await this.collected(incident, options);
        return;
      }
      case "checkpoint":
        incident.body = await writeIncident(incident, sameBody(directory, incident), options);
        this.putOff(incident);
        return;
      case "end":
        incident.body = await writeIncident(incident, sameBody(directory, incident), options);
        if (this.current === incident) this.current = undefined;
        logger.info("an incident ended", { name: incident.name });
        return;
    }
  }

  /** With a deadline of its own: whatever does not come back keeps nobody from writing samples. */
  private async collected(incident: OpenIncident, options: Parameters<typeof writeIncident>[2]) {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(longestCollectionMs)]);
    const cut = Promise.withResolvers<never>();
    const cutOff = () => cut.reject(new Error("the node could not be collected in time"));
    signal.addEventListener("abort", cutOff, { once: true });
    // Of the archive, whose own beginning says so.
    const whole = { ...incident, isCollected: true };
    const writing = writeIncident(whole, collectionOf(this.options.collect, signal), { ...options, signal });
    try {
      const body = await Promise.race([writing, cut.promise]);
      incident.isCollected = true;
      return body;
    } finally {
      signal.removeEventListener("abort", cutOff);
      writing.catch(() => undefined); // reported by whoever cut it off
    }
  }

  private yieldTo(step: Step, incident: OpenIncident, because: string): void {
    if (step === "collect") incident.notCollected = because;
    else if (step === "checkpoint") this.putOff(incident);
    else incident.retryAtMs = this.options.clock.monotonicMs() + retryMs;
    if (step !== "end") return;
    incident.endFailures++;
    // What is on the disk says when it was last written, which is its end to all who read it.
    if (incident.endFailures >= mostEndFailures && this.current === incident) this.current = undefined;
  }

  /** Each copy is as large as the archive, so that they become rarer: half of an incident is always on the disk. */
  private putOff(incident: OpenIncident): void {
    incident.checkpointAtMs = this.options.clock.monotonicMs() + incident.checkpointAfterMs;
    incident.checkpointAfterMs *= 2;
  }
}

const mostAttempts = 2;
const mostEndFailures = 5;
const retryMs = 60_000;
const longestCollectionMs = 180_000;
const longestClosingMs = 5000;
