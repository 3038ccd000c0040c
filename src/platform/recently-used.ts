/** What all values together may weigh. */
export interface Weighing<V> {
  readonly weigh: (value: V) => number;
  readonly maximum: number;
}

/** Keeps what was used lately, up to a number and a weight; the longest unused is forgotten first, and the latest is kept whatever it weighs. */
export class RecentlyUsed<K, V> {
  readonly #maximum: number;
  readonly #weighing: Weighing<V> | undefined;
  readonly #values = new Map<K, { readonly value: V; readonly weight: number }>();
  #weight = 0;

  constructor(maximum: number, weighing?: Weighing<V>) {
    this.#maximum = maximum;
    this.#weighing = weighing;
  }

  get(key: K): V | undefined {
    const kept = this.#values.get(key);
    if (kept === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, kept);
    return kept.value;
  }

  set(key: K, value: V): void {
    this.delete(key);
    const weight = this.#weighing?.weigh(value) ?? 0;
    this.#values.set(key, { value, weight });
    this.#weight += weight;
    for (const longestUnused of this.#values.keys()) {
      const isTooHeavy = this.#weight > (this.#weighing?.maximum ?? Number.POSITIVE_INFINITY) && this.#values.size > 1;
      if (this.#values.size <= this.#maximum && !isTooHeavy) return;
      this.delete(longestUnused);
    }
  }

  /** Whether it is kept, which is no use of it. */
  has(key: K): boolean {
    return this.#values.has(key);
  }

  /** The longest unused first. */
  *entries(): Generator<readonly [K, V]> {
    for (const [key, { value }] of this.#values) yield [key, value];
  }

  delete(key: K): void {
    this.#weight -= this.#values.get(key)?.weight ?? 0;
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
    this.#weight = 0;
  }
}
