/** How a collection stands. One that waits for its turn is `running`. */
export const runStates = ["running", "completed", "failed", "cancelled"] as const;

export type RunState = (typeof runStates)[number];

/** One collection of one node into a bundle, from when it was asked for. */
export interface CollectionRun {
  readonly id: string;
  /** The name of the node, or what it was asked for by where it has none. */
  readonly node: string;
  /** Of the cloud, such as `i-0abc…`. */
  readonly instanceId?: string;
  readonly cluster?: string;
  readonly state: RunState;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** The oldest first, bounded; the last one is what is being done, or how it ended. */
  readonly steps: readonly RunStep[];
  /** Parts of the way that are behind it, of how many. */
  readonly progress: { readonly done: number; readonly total: number };
  /** A later request with one of these is this run again. */
  readonly idempotencyTokens: readonly string[];
  /** A node that is being collected when a batch asks for it is not collected twice: the run is that batch's as well. */
  readonly batches: readonly RunBatch[];
  /** What it made, once it is completed. */
  readonly bundle?: RunBundle;
  /** Why there is none, once it is failed. */
  readonly failure?: RunFailure;
}

export interface RunStep {
  readonly atMs: number;
  readonly message: string;
}

/** Collections that were asked for together. */
export interface RunBatch {
  readonly id: string;
  /** How many there were: some may have been forgotten since. */
  readonly runs: number;
}

export interface RunBundle {
  /** On the shelf; missing where the shelf does not show it. */
  readonly id?: string;
  readonly bytes: number;
  readonly collectedAtMs?: number;
  /** Nothing was collected: the bundle was there. */
  readonly wasThere?: true;
}

export interface RunFailure {
  /** `interrupted`, the code of a tool's failure, or `failed`. */
  readonly code: string;
  readonly message: string;
}

export function messageOfRun({ steps }: CollectionRun): string {
  return steps.at(-1)?.message ?? "";
}
