import { utcMsWithInferredYear } from "./civil-time.ts";
import { decodeLogLine, type LogLineContext } from "./log-line.ts";

/** When a line of any program's log was written: klog, ISO at its beginning or in a field (`time=`, `"ts":`), syslog. Undefined where it does not say. */
export function logLineTime(line: string, context: LogLineContext): number | undefined {
  const head = line.slice(0, 200);
  const klog = klogTime.exec(head);
  if (klog !== null) {
    const [, month, day, hour, minute, second, fraction = ""] = klog;
    const civil = { month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) };
    // klog writes the local time of its process, which is UTC in containers; programs of the node write the node's.
    const utcMs = utcMsWithInferredYear({ ...civil, millisecond: Number(fraction.slice(0, 3)) }, context.collectedAtMs);
    return utcMs === undefined ? undefined : utcMs - (context.localOffsetMinutes ?? 0) * 60_000;
  }
  const field = isoField.exec(head);
  if (field?.[1] !== undefined) return timeOfIso(field[1], context);
  return decodeLogLine(line.length > 400 ? line.slice(0, 400) : line, context).atMs;
}

function timeOfIso(text: string, context: LogLineContext): number | undefined {
  return decodeLogLine(`${text} x`, context).atMs;
}

const klogTime = /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3,9}) /;
const isoField =
  /(?:^|[\s{,])(?:"(?:ts|time|timestamp)"\s*:\s*|(?:ts|time)=)"?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/;
