import { collectSnapshot } from "../../collectors/collect-snapshot.ts";
import { type Collector, PartMissing } from "../../collectors/collector.ts";
import type { PartName, PartValues, SnapshotParts } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import type { Sources } from "../../sources/sources.ts";
import type { PartGroup } from "./part-groups.ts";
import type { PartReadings } from "./part-readings.ts";

export interface PartReaderOptions {
  readonly sources: Sources;
  readonly node: string;
  readonly readings: PartReadings;
  readonly catalogue: readonly Collector[];
  /** All processor time of the program, in seconds. */
  readonly cpuSeconds: () => number;
}

/** Reads groups of parts into the readings, and knows how often each may be read. */
export class PartReader {
  private readonly options: PartReaderOptions;
  /** By work: what its last two runs cost. */
  private readonly costs = new Map<string, readonly number[]>();

  constructor(options: PartReaderOptions) {
    this.options = options;
  }

  /**
   * What was read, and is kept. That something is not there or may not be read is an answer; a run that brings nothing because something broke has failed, and
   * throws why.
   */
  async read({ work, parts }: Pick<PartGroup, "work" | "parts">, signal: AbortSignal): Promise<SnapshotParts> {
    const { sources, node, readings, catalogue, cpuSeconds } = this.options;
    const before = cpuSeconds();
    const readAtMs = sources.clock.monotonicMs();
    const { snapshot } = await collectSnapshot(sources, { node, parts, signal, timeoutMs: partTimeoutMs }, catalogue);
    // Cut off: what is in it now says only that.
    signal.throwIfAborted();
    this.costs.set(work, [...(this.costs.get(work) ?? []), cpuSeconds() - before].slice(-2));
    const read = parts.map((part) => [part, snapshot.parts[part]] as const);
    // The pairs do not show any more that each reading is of its own part.
    for (const [part, reading] of read) if (reading !== undefined) readings.put(part, reading as Reading<PartValues[PartName]>, readAtMs);
    throwIfBroken(read.flatMap(([, reading]) => reading ?? []));
    return snapshot.parts;
  }

  /** The lower of two costs, since whatever else the program does in between is in one of them. */
  intervalSeconds({ work, intervalSeconds, cpuShare }: PartGroup): number {
    const costs = this.costs.get(work) ?? [];
    return cpuShare === undefined || costs.length < 2 ? intervalSeconds : Math.max(intervalSeconds, Math.min(...costs) / cpuShare);
  }
}

/** A part that does not come back is cut off by itself, and costs the others of its group no more than this. */
const partTimeoutMs = 5000;

/** Long enough for every part to be cut off by itself. */
export function groupTimeoutSeconds({ parts }: PartGroup): number {
  return parts.length * (partTimeoutMs / 1000) + 5;
}

function throwIfBroken(readings: readonly Reading<unknown>[]): void {
  if (readings.some(({ status }) => status === "present")) return;
  const broken = readings.find((reading) => reading.status === "failed");
  if (broken?.status === "failed") throw new PartMissing("failed", broken.source, broken.reason);
}
