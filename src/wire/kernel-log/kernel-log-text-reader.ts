import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import { kernelLogRecordOf, wallTimeOf } from "./kernel-log-record-of.ts";
import { decodeLogLine, type LogLineContext } from "./log-line.ts";

/** Reads a log as bytes arrive, in whatever pieces, and hands out the records that concern us. Never throws on its input. */
export interface KernelLogTextReader {
  push(chunk: Uint8Array): void;
  /** Takes a last line without its newline, then tells what was seen. */
  finish(): KernelLogTextSummary;
}

export interface KernelLogTextOptions extends LogLineContext {
  /** Turns the kernel's seconds since boot into wall time where a line has nothing better. */
  readonly bootedAtMs?: number;
  readonly onRecord: (record: KernelLogRecord) => void;
}

export interface KernelLogTextSummary {
  /** Lines with anything in them, of whatever program. */
  readonly lines: number;
  readonly records: number;
  /** Lines longer than 8192 bytes: their beginning was read, the rest was not. */
  readonly cutLines: number;
  /** Earliest and latest time of any line, so that a saved log can be judged at its own time. */
  readonly oldestAtMs?: number;
  readonly newestAtMs?: number;
}

export function createKernelLogTextReader(options: KernelLogTextOptions): KernelLogTextReader {
  const decoder = new TextDecoder();
  const pending = new Uint8Array(longestLine);
  let pendingLength = 0;
  let pendingIsCut = false;
  let lines = 0;
  let records = 0;
  let cutLines = 0;
  let oldestAtMs = Number.POSITIVE_INFINITY;
  let newestAtMs = Number.NEGATIVE_INFINITY;

  function takeLine(bytes: Uint8Array, isCut: boolean): void {
    const text = decoder.decode(bytes).replace(/\r$/, "");
    if (text === "") return;
    lines++;
    if (isCut) cutLines++;
    const line = decodeLogLine(text, options);
    const atMs = wallTimeOf(line, options.bootedAtMs);
    if (atMs !== undefined) {
      oldestAtMs = Math.min(oldestAtMs, atMs);
      newestAtMs = Math.max(newestAtMs, atMs);
    }
    const record = kernelLogRecordOf(line, options.bootedAtMs);
    if (record === undefined) return;
    records++;
    options.onRecord(record);
  }

  function keepPending(bytes: Uint8Array): void {
    const part = pendingLength === 0 ? withoutLeadingZeros(bytes) : bytes;
    const fits = part.subarray(0, longestLine - pendingLength);
    pending.set(fits, pendingLength);
    pendingLength += fits.length;
    if (fits.length < part.length) pendingIsCut = true;
  }

  function takePending(): void {
    takeLine(pending.subarray(0, pendingLength), pendingIsCut);
    pendingLength = 0;
    pendingIsCut = false;
  }

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        keepOrTake(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start < chunk.length) keepPending(chunk.subarray(start));
    },
    finish() {
      takePending();
      return {
        ...{ lines, records, cutLines },
        ...(oldestAtMs <= newestAtMs ? { oldestAtMs, newestAtMs } : {}),
      };
    },
  };

  function keepOrTake(line: Uint8Array): void {
    if (pendingLength > 0) {
      keepPending(line);
      takePending();
      return;
    }
    const whole = withoutLeadingZeros(line);
    takeLine(whole.subarray(0, longestLine), whole.length > longestLine);
  }
}

const newline = 0x0a;
// The kernel's own records end at 2048 bytes with their prefix; syslog lines at 8 KiB by rsyslog's default.
const longestLine = 8192;

/** A crash leaves blocks of zero bytes in a log file, in front of the first line written after it. */
function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0) return bytes;
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}
