/**
 * What is gone and still has to be known: entries of the table outlive their pod by their timeout. Bounded in time and in number, the oldest go first.
 */
export class EndedObjects<T> {
  private readonly keepMs: number;
  private readonly maximum: number;
  private kept: { readonly value: T; readonly endedAtMs: number }[] = [];

  constructor({ keepMs, maximum }: { readonly keepMs: number; readonly maximum: number }) {
    this.keepMs = keepMs;
    this.maximum = maximum;
  }

  add(value: T, endedAtMs: number): void {
    this.kept.push({ value, endedAtMs });
    // A tenth at a time, so that each one beyond the bound does not move all others.
    if (this.kept.length > this.maximum) this.kept = this.kept.slice(this.kept.length - Math.floor(this.maximum * 0.9));
  }

  /** Whether there were any to drop. */
  dropOld(nowMs: number): boolean {
    const before = this.kept.length;
    // Nearly always none is old: the first is the oldest, as far as the clock does not step.
    if (before === 0 || nowMs - (this.kept[0]?.endedAtMs ?? 0) <= this.keepMs) return false;
    this.kept = this.kept.filter(({ endedAtMs }) => nowMs - endedAtMs <= this.keepMs);
    return this.kept.length < before;
  }

  values(): readonly T[] {
    return this.kept.map(({ value }) => value);
  }
}
