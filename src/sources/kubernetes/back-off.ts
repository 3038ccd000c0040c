/** Waits that double from one attempt to the next up to a bound, half of each by chance: client-go's reflector waits 0.8 s to 30 s. */
export class BackOff {
  private readonly random: () => number;
  private attempts = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  nextMs(): number {
    const wholeMs = Math.min(firstMs * 2 ** this.attempts, maximumMs);
    this.attempts = Math.min(this.attempts + 1, 16);
    return wholeMs / 2 + (wholeMs / 2) * this.random();
  }

  reset(): void {
    this.attempts = 0;
  }
}

const firstMs = 800;
const maximumMs = 30_000;
