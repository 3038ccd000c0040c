import { monthOf, utcMsOf, utcMsWithInferredYear } from "./civil-time.ts";
import { dockerJsonLine } from "./docker-json-line.ts";
import { isoTextTime, millisecondsOf } from "./iso-text-time.ts";
import { journalJsonLine } from "./journal-json-line.ts";
import { decodeKmsgRecord } from "./kmsg-record.ts";

/** A line of a log after its carrier's prefix is taken off. */
export interface LogLine {
  /** False when the carrier names another speaker: a facility other than 0, a program other than `kernel`. */
  readonly isFromKernel: boolean;
  readonly message: string;
  /** 0 (emergency) to 7 (debug), where the carrier writes it. */
  readonly level?: number;
  readonly atMs?: number;
  readonly bootSeconds?: number;
}

export interface LogLineContext {
  /** Dates without a year are taken to lie before this. */
  readonly collectedAtMs: number;
  /** What `dmesg -T`, syslog and the journal add to UTC; they write the node's local time and do not say which. */
  readonly localOffsetMinutes?: number;
}

/** Recognises every carrier by its looks: a saved file rarely says which command wrote it. */
export function decodeLogLine(line: string, context: LogLineContext): LogLine {
  if (line.startsWith("{")) return ofJson(line);
  if (kmsgLine.test(line)) return ofKmsg(line);
  const prioritised = withoutPriority(line);
  const rest = prioritised.rest;
  const decoded = ofBracket(rest, context) ?? ofIsoTime(rest, context) ?? ofSyslog(rest, context) ?? { isFromKernel: true, message: rest };
  if (prioritised.level === undefined) return decoded;
  return { ...decoded, isFromKernel: decoded.isFromKernel && prioritised.facility === 0, level: prioritised.level };
}

/** What is no object, or was cut, or is a program's own record, is a line of nobody's. */
function ofJson(line: string): LogLine {
  const fields = parsedObject(line);
  const decoded = fields === undefined ? undefined : (journalJsonLine(fields) ?? dockerJsonLine(fields));
  return decoded ?? { isFromKernel: false, message: line };
}

function parsedObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    // JSON.parse of a text that begins with "{" is an object with string keys or throws.
    return parsed as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

const kmsgLine = /^\d{1,9},\d{1,15},\d{1,15},[^;]{0,200};/;

function ofKmsg(line: string): LogLine {
  const record = decodeKmsgRecord(new TextEncoder().encode(line));
  if (record === undefined) return { isFromKernel: false, message: line };
  return { isFromKernel: record.facility === 0, message: record.message, level: record.level, bootSeconds: record.bootSeconds };
}

/** `<12>` of klogctl, `dmesg -r` and syslog, or the words of `dmesg -x`: "user  :warn  : ". */
function withoutPriority(line: string): { readonly rest: string; readonly facility?: number; readonly level?: number } {
  const number = /^<(\d{1,9})>/.exec(line);
  if (number !== null) {
    const priority = Number(number[1]);
    return { rest: line.slice(number[0].length), facility: Math.floor(priority / 8), level: priority % 8 };
  }
  const words = priorityWords.exec(line);
  if (words === null) return { rest: line };
  return { rest: line.slice(words[0].length), facility: words[1] === "kern" ? 0 : 1, level: levelNames.indexOf(words[2] ?? "") };
}

const levelNames = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];
const priorityWords = new RegExp(`^([a-z]{3,8}\\d?) *:(${levelNames.join("|")}) *: `);

/** `[  123.456789]` with or without the caller that CONFIG_PRINTK_CALLER adds, `dmesg -T`, and the two shapes of `dmesg -H`. */
function ofBracket(line: string, context: LogLineContext): LogLine | undefined {
  const stamped = bootStamp.exec(line);
  if (stamped !== null) return { isFromKernel: true, message: line.slice(stamped[0].length), bootSeconds: Number(stamped[1]) };
  const dated = longDate.exec(line);
  if (dated !== null) {
    const [prefix, month = "", day, hour, minute, second, year] = dated;
    const atMs = utcMsOf({ year: Number(year), ...civil(month, day, hour, minute, second) });
    return { isFromKernel: true, message: line.slice(prefix.length), ...localTime(atMs, context) };
  }
  const short = shortDate.exec(line);
  if (short === null) return undefined;
  const [prefix, month = "", day, hour, minute] = short;
  // "[  +0.000012]" counts from the line before, which may have been left out: it gives no time.
  const atMs = month === "" ? undefined : utcMsWithInferredYear(civil(month, day, hour, minute, "0"), context.collectedAtMs);
  return { isFromKernel: true, message: line.slice(prefix.length), ...localTime(atMs, context) };
}

const bootStamp = /^\[ *(\d{1,10}\.\d{1,9})(?: < *\d{1,10}\.\d{1,9}>)?\](?:\[ *[TC]\d+[^\]]{0,40}\])? ?/;
const longDate = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\](?:\[ *[TC]\d+[^\]]{0,40}\])? ?/;
const shortDate = /^\[(?:([A-Z][a-z]{2}) {0,2}(\d{1,2}) (\d\d):(\d\d)| *[+<] *\d{1,10}\.\d{1,9}>?)\](?:\[ *[TC]\d+[^\]]{0,40}\])? ?/;

/** `dmesg --time-format iso` has a comma and no host; syslog and the journal (short-iso) have a point or nothing, then host and program. */
function ofIsoTime(line: string, context: LogLineContext): LogLine | undefined {
  const afterVersion = line.startsWith("1 ") ? line.slice(2) : line;
  const time = isoTextTime(afterVersion, context.localOffsetMinutes);
  if (time === undefined || !/[ \t]/.test(afterVersion.charAt(time.length))) return undefined;
  const rest = afterVersion.slice(time.length + 1);
  return time.fractionMark === ","
    ? { isFromKernel: true, message: rest, ...timeOf(time.atMs) }
    : { ...spokenBy(rest), ...timeOf(time.atMs) };
}

/** RFC 3164 and the journal's short and short-precise: `Oct 12 10:00:01[.123456] host kernel: message`. */
function ofSyslog(line: string, context: LogLineContext): LogLine | undefined {
  const found = syslogTime.exec(line);
  if (found === null) return undefined;
  const [prefix, month = "", day, hour, minute, second, fraction] = found;
  const atMs = utcMsWithInferredYear(civil(month, day, hour, minute, second, fraction), context.collectedAtMs);
  return { ...spokenBy(line.slice(prefix.length)), ...localTime(atMs, context) };
}

const syslogTime = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? /;

/** Takes off host and program; rsyslog and syslog-ng keep the kernel's own time stamp behind them. */
function spokenBy(rest: string): LogLine {
  const kernel = kernelProgram.exec(rest);
  if (kernel === null) return { isFromKernel: false, message: rest };
  const message = rest.slice(kernel[0].length);
  const stamped = bootStamp.exec(message);
  if (stamped === null) return { isFromKernel: true, message };
  return { isFromKernel: true, message: message.slice(stamped[0].length), bootSeconds: Number(stamped[1]) };
}

// A host never ends in a colon: "myapp: kernel: …" is myapp's line. "kern.warn" is BusyBox; "kernel - - -" is RFC 5424.
const kernelProgram = /^(?:[^\s[\]]*[^\s[\]:] )?(?:kern\.[a-z]+ )?kernel(?:: ?| - - - )/;

function civil(month: string, day = "0", hour = "0", minute = "0", second = "0", fraction?: string) {
  return {
    ...{ month: monthOf(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) },
    millisecond: millisecondsOf(fraction),
  };
}

function localTime(atMs: number | undefined, context: LogLineContext): { readonly atMs?: number } {
  return timeOf(atMs === undefined ? undefined : atMs - (context.localOffsetMinutes ?? 0) * 60_000);
}

function timeOf(atMs: number | undefined): { readonly atMs?: number } {
  return atMs === undefined ? {} : { atMs };
}
