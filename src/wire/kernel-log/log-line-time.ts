import { utcMsWithInferredYear } from "./civil-time.ts";
import { isoTextTime } from "./iso-text-time.ts";
import { wallTimeOf } from "./kernel-log-record-of.ts";
import { decodeLogLine, type LogLine, type LogLineContext } from "./log-line.ts";

export interface LogTimeContext extends LogLineContext {
  /** Turns the kernel's seconds since boot into wall time where a line has nothing better. */
  readonly bootedAtMs?: number;
}

/**
 * When a line of any program's log was written: klog, ISO at its beginning or in a field (`time=`, `"ts":`), syslog, the journal's and Docker's JSON, the kernel's
 * seconds since boot. Undefined where it does not say, and where what it says cannot be: a wrong date misleads more than none.
 */
export function logLineTime(line: string, context: LogTimeContext): number | undefined {
  return decodedLineTime(line, decodeLogLine(line.startsWith("{") ? line : line.slice(0, 400), context), context);
}

/** The same of a line that is decoded already. */
export function decodedLineTime(line: string, decoded: LogLine, context: LogTimeContext): number | undefined {
  return believable(writtenTime(line.slice(0, 200), decoded, context), context.collectedAtMs);
}

function writtenTime(head: string, decoded: LogLine, context: LogTimeContext): number | undefined {
  if (head.startsWith("{") && decoded.atMs !== undefined) return decoded.atMs;
  const klog = klogTime.exec(head);
  if (klog !== null) return klogMs(klog, context);
  const iso = isoField.exec(head);
  if (iso !== null) return isoTextTime(iso[1] ?? "", context.localOffsetMinutes)?.atMs;
  const epoch = epochField.exec(head);
  // zap writes seconds, klog in JSON milliseconds.
  if (epoch !== null) return Math.floor(Number(`${epoch[1]}${epoch[2] ?? ""}`) * ((epoch[1] ?? "").length === 10 ? 1000 : 1));
  return wallTimeOf(decoded, context.bootedAtMs);
}

function klogMs(found: RegExpExecArray, { collectedAtMs, localOffsetMinutes = 0 }: LogTimeContext): number | undefined {
  const [, month, day, hour, minute, second, fraction = ""] = found;
  const civil = { month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) };
  // klog writes the local time of its process, which is UTC in containers; programs of the node write the node's.
  const utcMs = utcMsWithInferredYear({ ...civil, millisecond: Number(fraction.slice(0, 3)) }, collectedAtMs);
  return utcMs === undefined ? undefined : utcMs - localOffsetMinutes * 60_000;
}

/** A clock that was never set stands at 1970 or at the build of its image; a day ahead allows for zones and for clocks that are a little off. */
function believable(atMs: number | undefined, collectedAtMs: number): number | undefined {
  return atMs !== undefined && atMs >= year2000Ms && atMs <= collectedAtMs + dayMs ? atMs : undefined;
}

const dayMs = 86_400_000;
const year2000Ms = 946_684_800_000;
const klogTime = /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3,9}) /;
const isoField =
  /(?:^|[\s{,])(?:"(?:ts|time|timestamp|@timestamp)" ?: ?|(?:ts|time|timestamp)=)"?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?)/;
const epochField = /(?:^|[\s{,])(?:"(?:ts|time|timestamp)" ?: ?|(?:ts|time)=)(\d{10}|\d{13})(\.\d{1,9})?[,}\s]/;
