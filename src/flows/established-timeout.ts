/**
 * Finds the configured timeout of ESTABLISHED connections from their countdowns, for a saved table whose settings are not known. Busy connections
 * stand just below the configured value, so the largest remainder gives it away when it is just below one that people use.
 */
export class EstablishedCountdowns {
  /**
   * Entries by the minute that their remainder ends in, so that bands can be made once the configured value is known: all that it may be and all bounds of
   * bands are whole minutes. By the second it would not fit into a cache near the processor: measured, 15 ns an entry.
   */
  private readonly byMinute = new Uint32Array(longest / 60 + 1);
  private largest = 0;
  beyond = 0;

  add(remaining: number): void {
    if (remaining > longest) {
      this.beyond++;
      return;
    }
    this.byMinute[minuteOf(remaining)]!++;
    if (remaining > this.largest) this.largest = remaining;
  }

  /** Undefined where nothing stands near a known value, or where something stands above every known one. */
  inferConfigured(): number | undefined {
    if (this.beyond > 0) return undefined;
    return knownTimeouts.find((seconds) => this.largest <= seconds && this.largest > seconds - nearSeconds && seconds > 300);
  }

  /** With the last second of each minute. */
  forEach(visit: (remaining: number, entries: number) => void): void {
    for (let minute = 0; minute <= minuteOf(this.largest); minute++) {
      const entries = this.byMinute[minute]!;
      if (entries > 0) visit(minute * 60, entries);
    }
  }
}

/** Minute 2 is what is more than 60 and at most 120. */
function minuteOf(seconds: number): number {
  return Math.ceil(seconds / 60);
}

/** The kernel's default, five days. */
const longest = 432_000;
const nearSeconds = 60;
/** 600 to 21600: usual tuning; 7440: RFC 5382 REQ-5; 86400: kube-proxy. */
const knownTimeouts = [600, 900, 1200, 1800, 3600, 7200, 7440, 10_800, 14_400, 21_600, 43_200, 86_400, 432_000] as const;
