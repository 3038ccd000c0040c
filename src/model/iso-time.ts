/** Milliseconds since 1970 as `2026-01-15T12:00:00.000Z`. The pure half has no clock and no Date; the arithmetic is that of the proleptic Gregorian calendar. */
export function isoTime(epochMs: number): string {
  const wholeMs = Math.floor(epochMs);
  const days = Math.floor(wholeMs / 86_400_000);
  const msOfDay = wholeMs - days * 86_400_000;
  const { year, month, day } = civilDate(days);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(Math.floor(msOfDay / 3_600_000))}:${two(Math.floor(msOfDay / 60_000) % 60)}:${two(Math.floor(msOfDay / 1000) % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${time}.${String(msOfDay % 1000).padStart(3, "0")}Z`;
}

/** Counts in eras of 400 years that begin on a first of March, so that the leap day is the last of its year. */
function civilDate(daysSince1970: number): { readonly year: number; readonly month: number; readonly day: number } {
  const daysSinceYearZeroMarch = daysSince1970 + 719_468;
  const era = Math.floor(daysSinceYearZeroMarch / 146_097);
  const dayOfEra = daysSinceYearZeroMarch - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}
