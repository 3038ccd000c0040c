import type { CauseId, LimitId } from "./verdict.ts";

/** One bundle that the flight recorder kept: what happened before, during and after a verdict turned critical. */
export interface IncidentSummary {
  /** Of its file, and in the path that it is fetched by. */
  readonly name: string;
  readonly node: string;
  readonly beganAtMs: number;
  /** Missing while it goes on. */
  readonly endedAtMs?: number;
  /** The agent ended before it did; `endedAtMs` is when it was last written. */
  readonly wasInterrupted?: true;
  readonly limit: LimitId;
  readonly causes: readonly CauseId[];
  /** Whom the verdict pointed at first, where it did. */
  readonly culprit?: string;
  readonly summary: string;
  readonly bytes: number;
}
