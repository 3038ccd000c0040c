import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { runRecordSchema } from "../contract/run-record.ts";
import type { CollectionRun } from "../model/collection-run.ts";
import { errnoOf, isErrno } from "../platform/errno.ts";
import { errorText } from "../platform/error-text.ts";
import { versionOf } from "../platform/file-version.ts";
import { removeDrafts } from "./own-files/left-behind.ts";
import { writeOwnFileAtOnce } from "./own-files/write-own-file.ts";
import { isOwnerAlive, type RunOwner, thisOwner } from "./run-owner.ts";

export interface RunLedgerOptions {
  /** Of this ledger alone; in memory where it is missing. */
  readonly directory: string | undefined;
  readonly nowMs: () => number;
  /** The oldest that have ended are forgotten first. */
  readonly maximum?: number;
}

/**
 * Collections with ids that outlive the process. One file a run, put in place whole: processes that share the directory see each other's runs and never write into
 * one file together, and what is damaged costs one run and not all.
 */
export class RunLedger {
  private readonly directory: string | undefined;
  private readonly nowMs: () => number;
  private readonly maximum: number;
  private readonly owner: RunOwner = thisOwner();
  private readonly runs = new Map<string, KeptRun>();
  private readonly damaged = new Map<string, string>();
  private unwritten: string | undefined;

  constructor({ directory, nowMs, maximum = 500 }: RunLedgerOptions) {
    this.directory = directory;
    this.nowMs = nowMs;
    this.maximum = maximum;
    if (directory !== undefined) removeDrafts(directory);
  }

  /** The newest first. */
  list(): readonly CollectionRun[] {
    this.refresh();
    return [...this.runs.values()].map(({ run }) => run).sort(newestFirst);
  }

  get(id: string): CollectionRun | undefined {
    this.refresh();
    return this.runs.get(id)?.run;
  }

  /** Never throws for the disk: what cannot be written is kept in memory, and `remarks` says so. */
  save(run: CollectionRun): void {
    this.runs.set(run.id, { run, version: undefined });
    // What a full disk did not take is tried again with what comes next.
    for (const [id, kept] of this.runs) if (kept.version === undefined) this.write(id, kept);
    this.trim();
  }

  /** Tells other processes that whoever performs these runs is there. */
  beat(ids: readonly string[]): void {
    if (this.directory === undefined) return;
    const seconds = this.nowMs() / 1000;
    for (const id of ids) {
      try {
        utimesSync(this.pathOf(this.directory, id), seconds, seconds);
      } catch {
        // The next save says what is the matter with the disk.
      }
    }
  }

  /** What could not be read or kept, in words for a person. */
  get remarks(): readonly string[] {
    const [first] = this.damaged;
    return [
      ...(this.unwritten === undefined ? [] : [`Collections are remembered in memory only: ${this.unwritten}.`]),
      ...(first === undefined
        ? []
        : [`${this.damaged.size} of the records of earlier collections cannot be read and count as forgotten: ${first[0]} ${first[1]}.`]),
    ];
  }

  private refresh(): void {
    const { directory } = this;
    if (directory === undefined) return;
    const names = this.namesIn(directory);
    const ids = new Set(names.map((name) => name.slice(0, -suffix.length)));
    for (const [id, { version }] of this.runs) if (version !== undefined && !ids.has(id)) this.runs.delete(id);
    for (const name of this.damaged.keys()) if (!names.includes(name)) this.damaged.delete(name);
    for (const id of ids) this.read(directory, id);
  }

  private namesIn(directory: string): readonly string[] {
    try {
      return readdirSync(directory).filter((name) => namePattern.test(name));
    } catch (error) {
      if (!isErrno(error, "ENOENT")) this.unwritten = errorText(error);
      return [];
    }
  }

  private read(directory: string, id: string): void {
    const path = this.pathOf(directory, id);
    try {
      const found = statSync(path);
      const { mtimeMs } = found;
      const version = versionOf(found);
      const known = this.runs.get(id);
      // One that could not be written is newer than what lies there.
      const isKnown = known !== undefined && (known.version === undefined || known.version === version);
      if (isKnown && (known.owner === undefined || known.run.state !== "running")) return;
      const { run, owner } = isKnown && known.owner !== undefined ? { run: known.run, owner: known.owner } : readRecord(path);
      if (run.id !== id) throw new Error("is that of another run");
      this.damaged.delete(`${id}${suffix}`);
      if (run.state === "running" && !isOwnerAlive(owner, this.nowMs() - mtimeMs, this.owner)) {
        this.save(interrupted(run, mtimeMs));
        return;
      }
      this.runs.set(id, { run, version, ...(isSame(owner, this.owner) ? {} : { owner }) });
    } catch (error) {
      if (isErrno(error, "ENOENT")) return;
      this.damaged.set(`${id}${suffix}`, errnoOf(error) !== undefined ? errorText(error) : "is no record of a run");
    }
  }

  private write(id: string, kept: KeptRun): void {
    const { directory } = this;
    if (directory === undefined) return;
    const path = this.pathOf(directory, id);
    try {
      writeOwnFileAtOnce(path, `${JSON.stringify({ schemaVersion: 1, owner: this.owner, run: kept.run })}\n`);
      kept.version = versionOf(statSync(path));
      this.unwritten = undefined;
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      this.unwritten = errorText(error);
    }
  }

  private trim(): void {
    const ended = [...this.runs.values()]
      .filter(({ run }) => run.state !== "running")
      .sort((one, other) => newestFirst(one.run, other.run));
    for (const { run } of ended.slice(Math.max(0, this.maximum - (this.runs.size - ended.length)))) {
      this.runs.delete(run.id);
      this.remove(`${run.id}${suffix}`);
    }
    // They are of no use to anybody, and would otherwise be there for ever.
    for (const name of [...this.damaged.keys()].slice(this.maximum)) this.remove(name);
  }

  private remove(name: string): void {
    try {
      if (this.directory !== undefined) rmSync(join(this.directory, name), { force: true });
    } catch (error) {
      this.unwritten = errorText(error);
    }
  }

  private pathOf(directory: string, id: string): string {
    return join(directory, `${id}${suffix}`);
  }
}

interface KeptRun {
  readonly run: CollectionRun;
  /** Of the file; undefined where it is not written, or not as it is here. */
  version: string | undefined;
  /** Where it is another's. */
  readonly owner?: RunOwner;
}

const suffix = ".json";
const namePattern = /^run-[0-9a-z-]{1,60}\.json$/;

/** A record of ours has a few kilobytes. */
const largestRecord = 1 << 18;

function readRecord(path: string) {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (fstatSync(descriptor).size > largestRecord) throw new Error("is too large");
    return runRecordSchema.parse(JSON.parse(readFileSync(descriptor, "utf8")));
  } finally {
    closeSync(descriptor);
  }
}

/** When it ended nobody saw: its last sign of life is the nearest that is known. */
function interrupted(run: CollectionRun, lastSeenMs: number): CollectionRun {
  const endedAtMs = Math.max(run.startedAtMs, Math.round(lastSeenMs));
  const message = "interrupted by a restart";
  return {
    ...run,
    state: "failed",
    endedAtMs,
    steps: [...run.steps, { atMs: endedAtMs, message: `failed: ${message}` }],
    failure: { code: "interrupted", message },
  };
}

function newestFirst(one: CollectionRun, other: CollectionRun): number {
  return other.startedAtMs - one.startedAtMs || (one.id < other.id ? 1 : -1);
}

function isSame(one: RunOwner, other: RunOwner): boolean {
  return one.place === other.place && one.pid === other.pid && one.started === other.started;
}
