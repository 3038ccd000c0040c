import { utcMsOf } from "./civil-time.ts";

/** A time that a line begins with, in any spelling of ISO 8601 that logs have. */
export interface IsoTextTime {
  /** Undefined where there is no such date, time or zone. */
  readonly atMs?: number;
  /** Characters that it takes, without what follows. */
  readonly length: number;
  /** What stands before the fraction: `dmesg --time-format iso` alone writes a comma. */
  readonly fractionMark?: string;
}

/** Undefined when the text does not begin with one. A time without a zone is the node's local time. */
export function isoTextTime(text: string, localOffsetMinutes = 0): IsoTextTime | undefined {
  const found = isoTime.exec(text);
  if (found === null) return undefined;
  const [whole, year, month, day, hour, minute, second, fractionMark, fraction, zone] = found;
  const utcMs = utcMsOf({
    ...{ year: Number(year), month: Number(month), day: Number(day) },
    ...{ hour: Number(hour), minute: Number(minute), second: Number(second), millisecond: millisecondsOf(fraction) },
  });
  const offsetMinutes = zone === undefined ? localOffsetMinutes : offsetMinutesOf(zone);
  return {
    ...(utcMs === undefined || offsetMinutes === undefined ? {} : { atMs: utcMs - offsetMinutes * 60_000 }),
    length: whole.length,
    ...(fractionMark === undefined ? {} : { fractionMark }),
  };
}

export function millisecondsOf(fraction = ""): number {
  return Number(fraction.slice(0, 3).padEnd(3, "0"));
}

// The point of Go's log package, 2026/01/15, has the same parts in the same places.
const isoTime = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:([.,])(\d{1,9}))?( ?(?:Z|[+-]\d\d:?\d\d))?(?![\w:])/;

/** From -12:00 to +14:00 there are zones, and nowhere else. */
function offsetMinutesOf(zone: string): number | undefined {
  const text = zone.trimStart();
  if (text === "Z") return 0;
  const minutesOfHour = Number(text.slice(-2));
  const minutes = Number(text.slice(1, 3)) * 60 + minutesOfHour;
  if (minutesOfHour > 59 || minutes > 14 * 60) return undefined;
  return text.startsWith("-") ? -minutes : minutes;
}
