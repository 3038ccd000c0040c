import type { TextRedactor } from "../../analysis/redaction/text-redactor.ts";
import type { AgentStatus, IncidentsStatus } from "../../model/agent-status.ts";
import type { IncidentSummary } from "../../model/incident.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import type { MoreOfBundle } from "../../operations/collect-bundle.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import type { IncidentArchive } from "../agent-parts.ts";
import { repeatWork } from "../works/repeat-work.ts";
import type { WorkLedger } from "../works/work-ledger.ts";
import { IncidentDirectory } from "./incident-directory.ts";
import { incidentName } from "./incident-name.ts";
import { IncidentSamples, startLine } from "./incident-samples.ts";
import { IncidentWriter } from "./incident-writer.ts";
import { goOn, incidentWords, type OpenIncident } from "./open-incident.ts";
import { redactLines } from "./redact-samples.ts";
import { resumeIncident } from "./resume-incident.ts";
import { SampleRing } from "./sample-ring.ts";
import { type BeforeStatus, recordStatus } from "./status-record.ts";
import { type CollectInto, samplesFile } from "./write-incident.ts";

export interface FlightRecorderOptions {
  /** Without it nothing is written, and the ring is all there is. */
  readonly directory?: string;
  /** Of all incidents together. */
  readonly maximumBytes: number;
  readonly maximumFiles?: number;
  /** Of the program. */
  readonly version: string;
  readonly collect: CollectInto;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger: WorkLedger;
}

/** Remembers the last quarter of an hour, and puts it on the disk when it turns out to have been the beginning of something. */
export class FlightRecorder {
  private readonly options: FlightRecorderOptions;
  private readonly ring = new SampleRing({ seconds: 900, bytes: 3 << 20 });
  private readonly directory: IncidentDirectory | undefined;
  private readonly writer: IncidentWriter | undefined;
  private readonly closing = new AbortController();
  private readonly looking: Promise<void>;
  private before: BeforeStatus = {};
  private recordedAtMs = Number.NEGATIVE_INFINITY;
  private node = "";
  /** The older one is at least half a minute old, where the agent is. */
  private earlierSnapshots: readonly NodeSnapshot[] = [];
  private isPrepared = false;

  constructor(options: FlightRecorderOptions) {
    this.options = options;
    const { directory: path, maximumBytes, maximumFiles = 64 } = options;
    if (path === undefined) {
      this.looking = Promise.resolve();
      return;
    }
    const { clock, logger, ledger, collect, version } = options;
    this.directory = new IncidentDirectory(path, { bytes: maximumBytes, files: maximumFiles });
    const record = ledger.add("incidents", lookSeconds);
    const { directory, ring } = this;
    const writer = new IncidentWriter({ directory, ring, collect, version, clock, logger, record, prepare: () => this.prepare() });
    this.writer = writer;
    const { signal } = this.closing;
    this.looking = repeatWork({
      ...{ record, clock, logger, signal, intervalSeconds: lookSeconds, timeoutSeconds: lookSeconds },
      run: async () => {
        this.prepare();
        directory.look();
        // A look that went well is no news while an incident could not be written.
        const { trouble } = writer;
        if (trouble !== undefined) throw new IncidentNotWritten(trouble);
      },
    });
  }

  /** As often as it is told there may be a sample. Writes what has to be written behind the back of whoever calls. */
  look(status: AgentStatus): void {
    this.node = status.node;
    const isCritical = status.judgement?.diagnosis.verdict.severity === "critical";
    if (status.monotonicMs - this.recordedAtMs >= leastMsBetween) this.take(status);
    if (this.directory === undefined || this.writer === undefined) return;
    this.follow(status, isCritical, this.directory, this.writer);
    this.remember(status.snapshot);
    this.writer.advance();
  }

  archive(): IncidentArchive {
    const { directory, writer } = this;
    return {
      list: () =>
        (directory?.list() ?? [])
          .map(({ name, record, bytes }): IncidentSummary => {
            const { node, limit, causes, culprit, summary, beganAtMs, endedAtMs, writtenAtMs } = record;
            const wasInterrupted = endedAtMs === undefined && writer?.incident?.name !== name;
            const ended = endedAtMs ?? (wasInterrupted ? writtenAtMs : undefined);
            return {
              ...{ name, node: harmlessText(node), beganAtMs, limit, causes, summary: harmlessText(summary), bytes },
              ...(ended === undefined ? {} : { endedAtMs: ended }),
              ...(wasInterrupted ? { wasInterrupted } : {}),
              ...(culprit === undefined ? {} : { culprit: harmlessText(culprit) }),
            };
          })
          .reverse(),
      open: (name) => directory?.open(name),
    };
  }

  status(): IncidentsStatus {
    return {
      recorded: this.writer?.recorded ?? 0,
      kept: this.directory?.count ?? 0,
      bytes: this.directory?.bytes ?? 0,
      failures: this.writer?.failures ?? 0,
    };
  }

  /** What the ring holds, the oldest first, each one line of JSON as `ullage watch` writes it. */
  history(): readonly string[] {
    return this.ring.since(Number.NEGATIVE_INFINITY).map(({ text }) => text);
  }

  /** The ring as a file of a bundle, which `ullage top --replay` plays. */
  historyFile(redactor: TextRedactor | undefined): MoreOfBundle {
    const lines = redactor === undefined ? this.history() : redactLines(this.history(), redactor);
    const start = startLine(redactor?.host(this.node) ?? this.node, this.options.version, this.options.clock.nowMs(), lines);
    return { path: samplesFile, text: [start, ...lines].map((line) => `${line}\n`).join("") };
  }

  /** Resolved when nothing is left to be written at this moment. */
  async settled(): Promise<void> {
    await this.writer?.settled();
  }

  /** Gives up what is being collected and writes what is known of an incident that goes on; an agent that is started again within the quiet time carries it on. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.looking;
    await this.writer?.close();
  }

  private take(status: AgentStatus): void {
    this.recordedAtMs = status.monotonicMs;
    const { record, before } = recordStatus(status, this.before);
    this.before = before;
    const line = { atMs: status.atMs, monotonicMs: status.monotonicMs, text: JSON.stringify(record) };
    this.ring.push(line);
    this.writer?.incident?.samples.take(line);
  }

  private follow(status: AgentStatus, isCritical: boolean, directory: IncidentDirectory, writer: IncidentWriter): void {
    const { incident } = writer;
    // One whose end could not be written yet gives way to the next.
    if (incident === undefined || incident.endedAtMs !== undefined) {
      if (isCritical) writer.begin(this.openIncident(status, directory));
    } else if (isCritical) {
      goOn(incident, status);
    } else if (status.monotonicMs - incident.lastCriticalMonotonicMs >= quietSeconds * 1000) {
      incident.endedAtMs = incident.lastCriticalAtMs;
    }
  }

  private openIncident(status: AgentStatus, directory: IncidentDirectory): OpenIncident {
    const { snapshot, judgement, atMs, monotonicMs } = status;
    if (judgement === undefined) throw new Error("what is critical was judged");
    const { diagnosis } = judgement;
    const earlier = this.earlierSnapshots.find((candidate) => candidate.monotonicMs < snapshot.monotonicMs);
    const { limit } = diagnosis.verdict;
    const beganAtMs = atMs;
    return {
      name: incidentName(beganAtMs, limit, (name) => directory.has(name)),
      ...{ node: status.node, limit, beganAtMs },
      samples: new IncidentSamples(this.ring.since(Number.NEGATIVE_INFINITY), maximumSampleBytes),
      verdictText: JSON.stringify(harmlessValue(diagnosis), undefined, 2),
      readings: { earlier, now: snapshot },
      ...incidentWords(diagnosis),
      ...{ lastCriticalAtMs: atMs, lastCriticalMonotonicMs: monotonicMs, endedAtMs: undefined },
      ...{ attempts: 0, isCollected: false, notCollected: undefined, body: undefined },
      ...{ retryAtMs: monotonicMs, checkpointAtMs: monotonicMs + 60_000, checkpointAfterMs: 60_000, endFailures: 0 },
    };
  }

  /** What counters are compared with when an incident begins; the large parts are in the other snapshot. */
  private remember({ parts, ...rest }: NodeSnapshot): void {
    const [newest] = this.earlierSnapshots.slice(-1);
    if (newest !== undefined && rest.monotonicMs - newest.monotonicMs < earlierMs) return;
    const { tableComposition: _, kernelLog: __, addressOwners: ___, ...small } = parts;
    this.earlierSnapshots = [...this.earlierSnapshots.slice(-1), { ...rest, parts: small }];
  }

  /** Once, as soon as the folder can be used: what was left behind is removed, and what goes on is carried on. */
  private prepare(): void {
    if (this.isPrepared || this.directory === undefined || this.writer === undefined) return;
    this.directory.clean();
    this.directory.look();
    this.isPrepared = true;
    if (this.writer.incident !== undefined) return;
    const { clock, logger } = this.options;
    const resumed = resumeIncident(this.directory, { clock, quietSeconds, maximumSampleBytes });
    if (resumed === undefined) return;
    this.writer.carryOn(resumed);
    logger.info("an incident of before the start goes on", { name: resumed.name });
  }
}

/** What the ledger is told again at each look, until it is written. */
class IncidentNotWritten extends Error {
  constructor(because: string) {
    super(because);
    this.name = "IncidentNotWritten";
  }
}

const lookSeconds = 60;
/** Without a critical verdict for so long an incident has ended; until then it is the same one. */
const quietSeconds = 300;
/** A look a second is as often as the table is counted. */
const leastMsBetween = 900;
const earlierMs = 30_000;
/** Beside the ring. With it an incident of half an hour and more is whole. */
const maximumSampleBytes = 6 << 20;
