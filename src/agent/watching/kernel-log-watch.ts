import { missingBecause } from "../../collectors/collect-snapshot.ts";
import { kernelLog as collector } from "../../collectors/kernel-log.ts";
import type { KernelLog } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import type { Logger } from "../../platform/logger.ts";
import type { FollowedReading, KernelLogFollower } from "../../sources/kernel-log-follower.ts";
import type { Sources } from "../../sources/sources.ts";
import { shiftKernelLog } from "./shift-wall-times.ts";

/** Follows the kernel's log, and keeps the newest of the records that concern the table. */
export class KernelLogWatch {
  private readonly sources: Pick<Sources, "kernelLog" | "clock">;
  private readonly logger: Logger;
  private follower: KernelLogFollower | undefined;
  private log: KernelLog | undefined;
  /** How far the wall clock was ahead of the one that never jumps when the times in `log` were told. */
  private wallAheadMs = 0;
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
      if (reading.hasGap) {
        const { lost, source } = reading;
        this.logger.warn("records of the kernel's log were overwritten before they were read", { lost, source });
      }
      return { status: "present", value: this.take(reading), source: reading.source, takenAtMs };
    } catch (error) {
      return { ...missingBecause(error, collector), takenAtMs };
    }
  }

  close(): void {
    this.follower?.close();
    this.follower = undefined;
  }

  private take({ records, hasGap, lost, oldestAtMs }: FollowedReading): KernelLog {
    const { clock } = this.sources;
    const wallAheadMs = clock.nowMs() - clock.monotonicMs();
    const { log } = this;
    if (log === undefined) {
      this.log = { records: records.slice(-mostRecords), lost: 0, ...(oldestAtMs === undefined ? {} : { oldestAtMs }) };
    } else {
      this.tableFullRecords += records.filter(({ event }) => event.kind === "table-full").length;
      const before = shiftKernelLog(log, Math.round(wallAheadMs - this.wallAheadMs));
      this.log = { ...before, records: [...before.records, ...records].slice(-mostRecords), lost: (log.lost ?? 0) + (hasGap ? lost : 0) };
    }
    this.wallAheadMs = wallAheadMs;
    return this.log;
  }
}

/** 400 characters each at the most; a storm of table-full records is ten in five seconds. */
const mostRecords = 200;
