/**
 * Takes one of each `every` that come by, at a place within them that differs from one time to the next. What comes in a rhythm, as the five updates of a
 * connection do, would show the same one for ever if it was always the last. The places follow from the seed: two runs over the same agree.
 */
export class StratifiedSample {
  private readonly every: number;
  private random: number;
  private place = 0;
  private chosen: number;

  constructor(every: number, seed = 1) {
    this.every = every;
    this.random = seed | 1;
    this.chosen = this.nextChoice();
  }

  takes(): boolean {
    const isChosen = this.place === this.chosen;
    if (++this.place === this.every) {
      this.place = 0;
      this.chosen = this.nextChoice();
    }
    return isChosen;
  }

  /** Marsaglia's xorshift of 32 bits. */
  private nextChoice(): number {
    if (this.every === 1) return 0;
    this.random ^= this.random << 13;
    this.random ^= this.random >>> 17;
    this.random ^= this.random << 5;
    return (this.random >>> 0) % this.every;
  }
}
