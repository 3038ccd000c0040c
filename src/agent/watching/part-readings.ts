import { durationText } from "../../model/duration-text.ts";
import type { NodeSnapshot, PartName, PartValues, SnapshotParts } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { shiftWallTimes } from "./shift-wall-times.ts";

export interface PartReadingsOptions {
  readonly node: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How old a reading may be before it stands for nothing any more. */
  readonly ageLimitSeconds: (part: PartName) => number;
  /** How far back readings are kept, for whoever compares two. */
  readonly windowSeconds: number;
}

/**
 * The latest reading of each part, and as many before it as a window needs. Ages are those of the clock that never jumps: when the wall clock is set, the time of
 * each reading moves with it.
 */
export class PartReadings {
  private readonly options: PartReadingsOptions;
  /** By part, the oldest first. */
  private readonly kept = new Map<PartName, readonly KeptReading[]>();

  constructor(options: PartReadingsOptions) {
    this.options = options;
  }

  put<P extends PartName>(part: P, reading: Reading<PartValues[P]>, readAtMs = this.options.clock.monotonicMs()): void {
    const before = this.kept.get(part) ?? [];
    this.tellChange(part, before.at(-1)?.reading, reading);
    const sinceMs = readAtMs - this.options.windowSeconds * 1000;
    // One that is older than the window stays, so that there is always something to compare with.
    const firstWithin = before.findIndex((one) => one.readAtMs > sinceMs);
    const from = firstWithin === -1 ? before.length - 1 : firstWithin - 1;
    const { clock } = this.options;
    const wallAheadMs = clock.nowMs() - clock.monotonicMs();
    this.kept.set(part, [...before.slice(Math.max(0, from)), { reading, readAtMs, wallAheadMs }].slice(-mostKept));
  }

  latest<P extends PartName>(part: P): Reading<PartValues[P]> | undefined {
    // put() ties the part to its reading, which the map of all of them cannot show.
    return this.kept.get(part)?.at(-1)?.reading as Reading<PartValues[P]> | undefined;
  }

  /** What is known at this moment; a part whose reading is too old is missing. */
  now(): NodeSnapshot {
    const { clock, ageLimitSeconds } = this.options;
    const nowMs = clock.monotonicMs();
    return this.snapshotOf(([part, readings]) => {
      const newest = readings.at(-1);
      if (newest === undefined) return undefined;
      const ageSeconds = (nowMs - newest.readAtMs) / 1000;
      return ageSeconds > ageLimitSeconds(part) ? { ...newest, reading: tooOld(newest.reading, ageSeconds) } : newest;
    });
  }

  /** What was known a window before the latest reading of each part, or as near to that as it was read. Parts that were read once are missing. */
  before(windowSeconds: number): NodeSnapshot | undefined {
    const { ageLimitSeconds } = this.options;
    const snapshot = this.snapshotOf(([part, readings]) => {
      const newest = readings.at(-1);
      if (newest === undefined) return undefined;
      const wantedMs = newest.readAtMs - windowSeconds * 1000;
      const earlier = readings.slice(0, -1);
      const chosen = earlier.findLast(({ readAtMs }) => readAtMs <= wantedMs) ?? earlier[0];
      // Across a gap an increase would be that of some time long ago.
      return chosen !== undefined && wantedMs - chosen.readAtMs <= ageLimitSeconds(part) * 1000 ? chosen : undefined;
    });
    if (Object.keys(snapshot.parts).length === 0) return undefined;
    const beganMs = snapshot.readAtMonotonicMs?.tableUsage ?? snapshot.monotonicMs - windowSeconds * 1000;
    const backMs = snapshot.monotonicMs - beganMs;
    return { ...snapshot, monotonicMs: beganMs, takenAtMs: snapshot.takenAtMs - backMs };
  }

  private snapshotOf(choose: (kept: readonly [PartName, readonly KeptReading[]]) => KeptReading | undefined): NodeSnapshot {
    const { node, clock } = this.options;
    const takenAtMs = clock.nowMs();
    const monotonicMs = clock.monotonicMs();
    const chosen = [...this.kept].flatMap(([part, readings]) => {
      const one = choose([part, readings]);
      return one === undefined ? [] : [{ part, ...one }];
    });
    const dated = chosen.map(({ part, reading, readAtMs, wallAheadMs }) => {
      const at = { takenAtMs: takenAtMs - (monotonicMs - readAtMs) };
      if (reading.status !== "present") return [part, { ...reading, ...at }] as const;
      const setByMs = Math.round(takenAtMs - monotonicMs - wallAheadMs);
      const value = Math.abs(setByMs) < leastStepMs ? reading.value : shiftWallTimes(part, reading.value, setByMs);
      return [part, { ...reading, ...at, value }] as const;
    });
    return {
      ...{ node, takenAtMs, monotonicMs },
      // put() ties each part to its reading, which the pairs do not show.
      parts: Object.fromEntries(dated) as SnapshotParts,
      readAtMonotonicMs: Object.fromEntries(chosen.map(({ part, readAtMs }) => [part, readAtMs])),
    };
  }

  private tellChange(part: PartName, before: Reading<unknown> | undefined, reading: Reading<unknown>): void {
    if (before?.status === reading.status) return;
    const { logger } = this.options;
    if (reading.status === "present") {
      if (before !== undefined) logger.info(`${part} can be read again`, { source: reading.source });
    } else if (before === undefined || before.status === "present" || reading.status === "failed") {
      logger[reading.status === "failed" ? "warn" : "info"](`${part} cannot be read`, { status: reading.status, because: reading.reason });
    }
  }
}

interface KeptReading {
  readonly reading: Reading<PartValues[PartName]>;
  readonly readAtMs: number;
  /** How far the wall clock was ahead of the one that never jumps. */
  readonly wallAheadMs: number;
}

/** What NTP makes of a clock within a minute is no step. */
const leastStepMs = 100;

/** A count a second within a window of some twenty seconds. */
const mostKept = 40;

function tooOld(reading: Reading<PartValues[PartName]>, ageSeconds: number): Reading<PartValues[PartName]> {
  const before = reading.status === "present" ? "" : `: ${reading.reason}`;
  const reason = `last read ${durationText(ageSeconds)} ago, which is too long${before}`;
  return { status: "failed", reason, source: reading.source, takenAtMs: reading.takenAtMs };
}
