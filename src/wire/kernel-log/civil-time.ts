/** A wall-clock time as a log line spells it, without a zone. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** Milliseconds since 1970 of a time in UTC; undefined when there is no such date (30 February) or time. Second 60 is a leap second. */
export function utcMsOf(time: CivilTime): number | undefined {
  if (time.month < 1 || time.month > 12 || time.day < 1 || time.day > daysInMonth(time.year, time.month)) return undefined;
  if (time.hour > 23 || time.minute > 59 || time.second > 60) return undefined;
  const seconds = time.hour * 3600 + time.minute * 60 + time.second;
  return daysSince1970(time.year, time.month, time.day) * dayMs + seconds * 1000 + time.millisecond;
}

/**
 * The time of a line that names no year (RFC 3164): the latest such date that is no more than a day after the collection. The day allows for a
 * clock or a zone ahead of the collector's; eight years back reach a 29 February across a century that has none.
 */
export function utcMsWithInferredYear(time: Omit<CivilTime, "year">, collectedAtMs: number): number | undefined {
  const collectionYear = yearOf(collectedAtMs);
  for (let year = collectionYear + 1; year >= collectionYear - 8; year--) {
    const atMs = utcMsOf({ ...time, year });
    if (atMs !== undefined && atMs <= collectedAtMs + dayMs) return atMs;
  }
  return undefined;
}

/** 1 to 12 for an English three-letter name, the only ones the kernel's tools write in the C locale; 0 for anything else. */
export function monthOf(name: string): number {
  return monthNames.indexOf(name) + 1;
}

const dayMs = 86_400_000;
const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const daysByMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (daysByMonth[month - 1] ?? 0);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - leapDaysBefore1970;
  let days = (year - 1970) * 365 + leapDays + day - 1;
  for (let earlier = 1; earlier < month; earlier++) days += daysInMonth(year, earlier);
  return days;
}

const leapDaysBefore1970 = 477;

function yearOf(atMs: number): number {
  const days = Math.floor(atMs / dayMs);
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysSince1970(year + 1, 1, 1) <= days) year++;
  while (daysSince1970(year, 1, 1) > days) year--;
  return year;
}
