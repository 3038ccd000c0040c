import { missingBecause } from "../../collectors/collect-snapshot.ts";
import { kernelLog as collector } from "../../collectors/kernel-log.ts";
import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import type { KernelLog } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { KernelLogFollower } from "../../sources/kernel-log-follower.ts";
import type { Sources } from "../../sources/sources.ts";

/** Follows the kernel's log, and keeps the newest of the records that concern the table. */
export class KernelLogWatch {
  private readonly sources: Pick<Sources, "kernelLog" | "clock">;
  private readonly logger: Logger;
  private follower: KernelLogFollower | undefined;
  private records: readonly DatedRecord[] = [];
  private lost = 0;
  private oldestAtMonotonicMs: number | undefined;
  private hasBegun = false;
  /** Since the first poll, which gives what the ring held before. */
  tableFullRecords = 0;

  constructor(sources: Pick<Sources, "kernelLog" | "clock">, logger: Logger) {
    this.sources = sources;
    this.logger = logger;
  }

  /** What is not expected is thrown; the next poll goes on where this one was. */
  async poll(): Promise<Reading<KernelLog>> {
    const { clock, kernelLog } = this.sources;
    const takenAtMs = clock.nowMs();
    try {
      this.follower ??= kernelLog.follow();
      const reading = await this.follower.poll();
      this.take(reading.records, clock);
      if (reading.hasGap) {
        this.lost += reading.lost;
        this.logger.warn("records of the kernel's log were overwritten before they were read", {
          lost: reading.lost,
          source: reading.source,
        });
      }
      if (!this.hasBegun && reading.oldestAtMs !== undefined) this.oldestAtMonotonicMs = monotonicOf(reading.oldestAtMs, clock);
      this.hasBegun = true;
      return { status: "present", value: this.log(), source: reading.source, takenAtMs };
    } catch (error) {
      return { ...missingBecause(error, collector), takenAtMs };
    }
  }

  /** With the times of the wall clock as it is at this moment, whatever it was when they were read. */
  log(): KernelLog {
    const { clock } = this.sources;
    const wallOf = (monotonicMs: number) => Math.round(clock.nowMs() - (clock.monotonicMs() - monotonicMs));
    return {
      records: this.records.map(({ record, atMonotonicMs }) =>
        atMonotonicMs === undefined ? record : { ...record, atMs: wallOf(atMonotonicMs) },
      ),
      lost: this.lost,
      ...(this.oldestAtMonotonicMs === undefined ? {} : { oldestAtMs: wallOf(this.oldestAtMonotonicMs) }),
    };
  }

  close(): void {
    this.follower?.close();
    this.follower = undefined;
  }

  private take(records: readonly KernelLogRecord[], clock: Clock): void {
    if (records.length === 0) return;
    if (this.hasBegun) this.tableFullRecords += records.filter(({ event }) => event.kind === "table-full").length;
    const dated = records.map((record) => ({
      record,
      ...(record.atMs === undefined ? {} : { atMonotonicMs: monotonicOf(record.atMs, clock) }),
    }));
    this.records = [...this.records, ...dated].slice(-mostRecords);
  }
}

interface DatedRecord {
  readonly record: KernelLogRecord;
  readonly atMonotonicMs?: number;
}

/** 400 characters each at the most; a storm of table-full records is ten in five seconds. */
const mostRecords = 200;

function monotonicOf(wallMs: number, clock: Clock): number {
  return clock.monotonicMs() - (clock.nowMs() - wallMs);
}
