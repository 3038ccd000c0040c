/** Keeps what was used lately, up to a number; the longest unused is forgotten first. */
export class RecentlyUsed<K, V> {
  readonly #maximum: number;
  readonly #values = new Map<K, V>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get(key: K): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const longestUnused of this.#values.keys()) {
      if (this.#values.size <= this.#maximum) return;
      this.#values.delete(longestUnused);
    }
  }

  delete(key: K): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }
}
