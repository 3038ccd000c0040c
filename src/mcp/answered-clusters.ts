/** Findings that an answer has said to have come together. */
export interface AnsweredCluster {
  readonly node: string;
  readonly bundleId: string;
  readonly findingIds: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
}

/** What `correlate` has given C- ids to lately, so that `summarize` can be given them: an id alone does not tell what is in it. In memory and bounded. */
export class AnsweredClusters {
  readonly #byId = new Map<string, AnsweredCluster>();
  readonly #maximum: number;

  constructor(maximum = 2_000) {
    this.#maximum = maximum;
  }

  remember(id: string, cluster: AnsweredCluster): void {
    this.#byId.delete(id);
    this.#byId.set(id, cluster);
    for (const oldest of this.#byId.keys()) {
      if (this.#byId.size <= this.#maximum) break;
      this.#byId.delete(oldest);
    }
  }

  find(id: string): AnsweredCluster | undefined {
    return this.#byId.get(id);
  }
}
