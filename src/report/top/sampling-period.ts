/**
 * From the beginning of one sample to that of the next, in seconds. Where walking the table takes longer than was asked for, the period stretches, so that
 * the kernel is left in peace for a third of the time: one processor of the node walks the table all the while.
 */
export function samplingPeriod(intervalSeconds: number, sampleMs: number | undefined): number {
  return Math.max(intervalSeconds, ((sampleMs ?? 0) * 1.5) / 1000);
}
