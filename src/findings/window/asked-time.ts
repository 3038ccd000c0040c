import { utcMsOf } from "../../wire/kernel-log/civil-time.ts";

export interface AskedTime {
  readonly atMs: number;
  /** It named no zone and was taken as UTC. */
  readonly isZoneAssumed: boolean;
}

/** What a caller names a moment by: ISO 8601, or seconds or milliseconds since 1970. Undefined for what is neither, or no date that exists. */
export function askedTime(value: string | number): AskedTime | undefined {
  if (typeof value === "number") return epochTime(value);
  const text = value.trim();
  if (/^\d{9,14}(?:\.\d{1,9})?$/.test(text)) return epochTime(Number(text));
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "", zone] = match;
  const millisecond = Number(fraction.padEnd(3, "0").slice(0, 3));
  const civil = { year, month, day, hour, minute, second };
  const atMs = utcMsOf({ ...numbersOf(civil), millisecond });
  const offset = offsetMinutes(zone);
  return atMs === undefined || offset === undefined ? undefined : { atMs: atMs - offset * 60_000, isZoneAssumed: zone === undefined };
}

/** Seconds until the year 5138, which milliseconds were in 1973: no time of either kind is taken for the other. */
function epochTime(value: number): AskedTime | undefined {
  if (!Number.isFinite(value) || value < earliestSeconds || value > latestMs) return undefined;
  return { atMs: Math.round(value < 1e11 ? value * 1000 : value), isZoneAssumed: false };
}

/** 1973: smaller numbers are counts or durations. */
const earliestSeconds = 100_000_000;
/** The end of the year 9999, beyond which ISO 8601 has no four digits. */
const latestMs = 253_402_300_799_999;

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(?:z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

interface CivilTexts {
  readonly year: string | undefined;
  readonly month: string | undefined;
  readonly day: string | undefined;
  readonly hour: string | number;
  readonly minute: string | number;
  readonly second: string | number;
}

function numbersOf({ year, month, day, hour, minute, second }: CivilTexts) {
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
}
