import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { AgentStatus } from "../../model/agent-status.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import { archiveSnapshots } from "../../operations/archive-readings.ts";
import { beginManifest } from "../../operations/bundle-manifest.ts";
import type { Clock } from "../../platform/clock.ts";
import { createLogger } from "../../platform/logger.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { sampleCase } from "../../report/top/table-sample.case.ts";
import { readRecording } from "../../sources/recording.ts";
import { WorkLedger } from "../works/work-ledger.ts";
import { FlightRecorder, type FlightRecorderOptions } from "./flight-recorder.ts";
import type { CollectInto } from "./write-incident.ts";

/** A node that was recorded while its table was full, looked at every five seconds of a clock that only a test moves. */
export class WatchedNode {
  readonly ledger: WorkLedger;
  readonly log: string[] = [];
  readonly clock: Clock;
  private readonly observation: { readonly earlier?: NodeSnapshot; readonly now: NodeSnapshot };
  private readonly startMs: number;
  private seconds = 0;
  private looks = 0;

  static async open(startMs = Date.UTC(2026, 0, 15, 12)): Promise<WatchedNode> {
    const recording = join(import.meta.dirname, "../../../fixtures/recordings/full-churn-of-a-deployment");
    return new WatchedNode(await readRecording(recording), startMs);
  }

  private constructor(observation: WatchedNode["observation"], startMs: number) {
    this.observation = observation;
    this.startMs = startMs;
    this.clock = { nowMs: () => this.startMs + this.seconds * 1000, monotonicMs: () => 1000 + this.seconds * 1000 };
    this.ledger = new WorkLedger(this.clock);
  }

  recorder(directory: string | undefined, options: Partial<FlightRecorderOptions> = {}): FlightRecorder {
    const { clock, ledger } = this;
    return new FlightRecorder({
      ...(directory === undefined ? {} : { directory }),
      ...{ version: "0.0.0", maximumBytes: 256_000_000, clock, ledger, collect: collectPadded(this.observation, 100_000) },
      logger: createLogger({ clock, form: "json", write: (line) => this.log.push(line) }),
      ...options,
    });
  }

  /** What collects as much as it is told to, and the readings that a bundle is diagnosed by. */
  collecting(bytes: number): CollectInto {
    return collectPadded(this.observation, bytes);
  }

  pass(seconds: number): void {
    this.seconds += seconds;
  }

  status(severity: "critical" | "ok"): AgentStatus {
    const { nowMs, monotonicMs } = this.clock;
    const { now } = this.observation;
    // Walked at every second look.
    const sample = sampleCase(this.looks >> 1);
    const diagnosis = diagnoseObservation(severity === "critical" ? this.observation : { now: { ...now, parts: {} } }, "live");
    const verdict = severity === "critical" ? diagnosis.verdict : { ...diagnosis.verdict, limit: "none" as const, severity, causes: [] };
    const offsetMs = monotonicMs() - now.monotonicMs;
    this.looks++;
    return {
      ...{ node: now.node, version: "0.0.0", atMs: nowMs(), monotonicMs: monotonicMs(), startedAtMs: this.startMs },
      snapshot: { ...now, takenAtMs: nowMs(), monotonicMs: now.monotonicMs + offsetMs },
      peaks: [{ window: "15s", count: 262_144 }],
      counterTotals: { drop: 100 * this.looks, earlyDrop: 0, found: 5 },
      tableFullRecords: 2,
      walk: { sample: { ...sample, takenAtMs: nowMs(), monotonicMs: monotonicMs() }, atMonotonicMs: sample.monotonicMs },
      forecast: {
        kind: "fills",
        because: "it grows",
        overSeconds: 60,
        samples: 12,
        secondsToFull: { estimate: 9, low: 8, high: Number.POSITIVE_INFINITY },
      },
      ...{ suspects: [], learntAllowances: [], works: [], deliveries: [] },
      judgement: { diagnosis: { ...diagnosis, verdict }, levels: [], atMonotonicMs: monotonicMs() },
      incidents: { recorded: 0, kept: 0, bytes: 0, failures: 0 },
      cost: { cpuSeconds: 1, residentBytes: 80_000_000, heapBytes: 12_000_000 },
    };
  }

  /** Looks every five seconds for so long; what there was to be written is then written. */
  async watch(recorder: FlightRecorder, severity: "critical" | "ok", forSeconds: number): Promise<void> {
    for (let passed = 0; passed < forSeconds; passed += 5) {
      this.pass(5);
      recorder.look(this.status(severity));
      await recorder.settled();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  reasonOf(work: string): string | undefined {
    return this.ledger.list().find((one) => one.work === work)?.reason;
  }
}

function collectPadded(observation: WatchedNode["observation"], bytes: number): CollectInto {
  return async (archive, signal) => {
    const { now, earlier } = observation;
    const table = archive.begin("noise.bin");
    for (let written = 0; written < bytes; written += 50_000) {
      table.write(randomBytes(50_000));
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    table.end();
    archiveSnapshots(archive, undefined, { earlier, now });
    return { manifest: beginManifest({ earlier, now }, { version: "0.0.0", redactor: undefined, notRead: [] }), entries: 0 };
  };
}
