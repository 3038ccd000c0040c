import { closeSync, constants, openSync, readSync } from "node:fs";
import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import { isErrno } from "../platform/errno.ts";
import { kernelLogRecordOf, wallTimeOf } from "../wire/kernel-log/kernel-log-record-of.ts";
import { decodeKmsgRecord } from "../wire/kernel-log/kmsg-record.ts";
import type { FollowedReading } from "./kernel-log-follower.ts";

/** Reads the device to its end without waiting; undefined where it may not be opened or does not exist, which is usual in a container. */
export function readKmsgDevice(
  path: string,
  nextSequence: number | undefined,
  bootedAtMs: number | undefined,
): FollowedReading | undefined {
  const device = OpenKmsgDevice.open(path);
  try {
    return device?.read(nextSequence, bootedAtMs);
  } finally {
    device?.close();
  }
}

/**
 * The device kept open from one reading to the next: the kernel remembers where it was read to, and a reading of what is new costs a system call where going
 * through a ring of 1,600 records costs 5 ms.
 */
export class OpenKmsgDevice {
  private readonly device: number;
  private readonly path: string;
  private readonly buffer = new Uint8Array(largestRecord);

  private constructor(device: number, path: string) {
    this.device = device;
    this.path = path;
  }

  /** Undefined where it may not be opened or does not exist. */
  static open(path: string): OpenKmsgDevice | undefined {
    const device = openIfAllowed(path);
    return device === undefined ? undefined : new OpenKmsgDevice(device, path);
  }

  read(nextSequence: number | undefined, bootedAtMs: number | undefined): FollowedReading {
    return {
      ...takeKmsgRecords(() => readKmsgRecord(this.buffer, (buffer) => readSync(this.device, buffer)), nextSequence, bootedAtMs),
      source: this.path,
    };
  }

  close(): void {
    closeSync(this.device);
  }
}

/** One answer of the device: a record (valid until the next read), the end of the ring, or the mark that records were overwritten before they were read. */
export type KmsgRead = Uint8Array | "end" | "overrun";

/** The bookkeeping of a walk over the ring. Records that had fallen out before the walk began without a cursor are not `lost`: `oldestAtMs` tells. */
export function takeKmsgRecords(
  readNext: () => KmsgRead,
  nextSequence: number | undefined,
  bootedAtMs: number | undefined,
): Omit<FollowedReading, "source"> {
  const records: KernelLogRecord[] = [];
  let next = nextSequence;
  let lost = 0;
  let wasOverrun = false;
  let oldestAtMs: number | undefined;
  for (let reads = 0; reads < mostReads; reads++) {
    const read = readNext();
    if (read === "end") break;
    if (read === "overrun") {
      wasOverrun = true;
      continue;
    }
    const kmsg = decodeKmsgRecord(read);
    if (kmsg === undefined) continue;
    const line = { isFromKernel: kmsg.facility === 0, message: kmsg.message, level: kmsg.level, bootSeconds: kmsg.bootSeconds };
    oldestAtMs ??= wallTimeOf(line, bootedAtMs);
    if (next !== undefined && kmsg.sequence < next) continue;
    const missing = next === undefined ? 0 : kmsg.sequence - next;
    lost += wasOverrun ? Math.max(missing, 1) : missing;
    wasOverrun = false;
    next = kmsg.sequence + 1;
    const record = kernelLogRecordOf(line, bootedAtMs);
    if (record !== undefined) records.push(record);
  }
  return {
    ...{ records, lost, hasGap: lost > 0, cursor: { kind: "sequence", next: next ?? 0 } },
    ...(oldestAtMs === undefined ? {} : { oldestAtMs }),
  };
}

// More than a ring of 32 MiB (the largest CONFIG_LOG_BUF_SHIFT) can hold: a kernel that logs faster than this reads must not hold it forever.
const mostReads = 1 << 20;
// A record is at most 2048 bytes (PRINTK_MESSAGE_MAX), four times that when every byte is escaped; a buffer that is too small gets EINVAL.
const largestRecord = 16_384;

function openIfAllowed(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // EPERM from dmesg_restrict or the device cgroup, EACCES from the file's mode, ENOENT and ENXIO where there is no such device.
    if (["EPERM", "EACCES", "ENOENT", "ENXIO"].some((code) => isErrno(error, code))) return undefined;
    throw error;
  }
}

/** What one read of the device says; `read` gives the bytes that it put into the buffer, or throws as the file system does. */
export function readKmsgRecord(buffer: Uint8Array, read: (buffer: Uint8Array) => number): KmsgRead {
  try {
    const length = read(buffer);
    return length === 0 ? "end" : buffer.subarray(0, length);
  } catch (error) {
    if (isErrno(error, "EAGAIN")) return "end";
    // The record under the cursor was overwritten before it was read; the next read gives the oldest that is left.
    if (isErrno(error, "EPIPE")) return "overrun";
    throw error;
  }
}
