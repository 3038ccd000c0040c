/** How often something was said in each minute. The newest minutes are kept where there are more than fit: the time before the collection is what is asked about. */
export class MinuteCounts {
  readonly #maximum: number;
  #counts = new Map<number, number>();
  /** Lines mostly come in order, so the minute of the last one is at hand. */
  #minute = Number.NaN;
  #inMinute = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #timed = 0;
  #isCut = false;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  add(atMs: number): void {
    this.#timed++;
    if (atMs < this.#firstMs) this.#firstMs = atMs;
    if (atMs > this.#lastMs) this.#lastMs = atMs;
    const minute = Math.floor(atMs / 60_000);
    if (minute === this.#minute) {
      this.#inMinute++;
      return;
    }
    this.#settle();
    this.#minute = minute;
    this.#inMinute = 1;
    if (this.#counts.size > this.#maximum + slack) this.#dropOldest();
  }

  /** How many have a time. */
  get timed(): number {
    return this.#timed;
  }

  get firstMs(): number | undefined {
    return this.#timed === 0 ? undefined : this.#firstMs;
  }

  get lastMs(): number | undefined {
    return this.#timed === 0 ? undefined : this.#lastMs;
  }

  get isCut(): boolean {
    return this.#isCut || this.#counts.size > this.#maximum;
  }

  /** In order of time. */
  newest(): readonly (readonly [minute: number, count: number])[] {
    this.#settle();
    this.#minute = Number.NaN;
    if (this.#counts.size > this.#maximum) this.#dropOldest();
    return [...this.#counts].toSorted(([left], [right]) => left - right);
  }

  #settle(): void {
    if (this.#inMinute > 0) this.#counts.set(this.#minute, (this.#counts.get(this.#minute) ?? 0) + this.#inMinute);
    this.#inMinute = 0;
  }

  #dropOldest(): void {
    this.#isCut = true;
    this.#counts = new Map([...this.#counts].toSorted(([left], [right]) => right - left).slice(0, this.#maximum));
  }
}

/** How many more may gather before the oldest are dropped, so that they are seldom sorted. */
const slack = 500;
