/** A length of time in the largest unit that keeps it above 1, as an operator would say it: `2 s`, `2.5 s`, `12 min`, `3 h`, `5 d`. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
