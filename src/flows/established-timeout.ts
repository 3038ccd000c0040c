/**
 * Finds the configured timeout of ESTABLISHED connections from their countdowns, for a saved table whose settings are not known. Busy connections
 * stand just below the configured value, so the largest remainder gives it away when it is just below one that people use.
 */
export class EstablishedCountdowns {
  /** Entries by remaining seconds, so that bands can be made once the configured value is known. */
  private readonly byRemaining = new Uint32Array(longest + 1);
  private largest = 0;
  beyond = 0;

  add(remaining: number): void {
    if (remaining > longest) {
      this.beyond++;
      return;
    }
    this.byRemaining[remaining]!++;
    if (remaining > this.largest) this.largest = remaining;
  }

  /** Undefined where nothing stands near a known value, or where something stands above every known one. */
  inferConfigured(): number | undefined {
    if (this.beyond > 0) return undefined;
    return knownTimeouts.find((seconds) => this.largest <= seconds && this.largest > seconds - nearSeconds && seconds > 300);
  }

  forEach(visit: (remaining: number, entries: number) => void): void {
    for (let remaining = 0; remaining <= this.largest; remaining++) {
      const entries = this.byRemaining[remaining]!;
      if (entries > 0) visit(remaining, entries);
    }
  }
}

/** The kernel's default, five days. */
const longest = 432_000;
const nearSeconds = 60;
/** 600 to 21600: usual tuning; 7440: RFC 5382 REQ-5; 86400: kube-proxy. */
const knownTimeouts = [600, 900, 1200, 1800, 3600, 7200, 7440, 10_800, 14_400, 21_600, 43_200, 86_400, 432_000] as const;
