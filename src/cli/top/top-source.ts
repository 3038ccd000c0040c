import type { EventBurst } from "../../model/event-births.ts";
import type { TableSample } from "../../model/table-sample.ts";
import type { TopSourceFacts } from "../../report/top/top-state.ts";
import type { TopView } from "../../report/top/top-view.ts";

/** Where the samples come from: this node, or a recording. */
export interface TopSource {
  readonly facts: TopSourceFacts;
  /** Whether it counts what is asked for, whatever that is; a recording has what it has. */
  readonly answersViews: boolean;
  /**
   * Undefined when there are no more. Throws SampleMissing where one cannot be had at this moment, and what the signal was aborted with.
   */
  next(view: TopView, signal: AbortSignal): Promise<TakenSample | undefined>;
  /** Listens to the kernel's events for so long, and no longer. Missing where there are none to listen to. Throws as `next` does. */
  countBirths?(view: TopView, seconds: number, signal: AbortSignal): Promise<EventBurst>;
  close(): Promise<void>;
}

export interface TakenSample {
  readonly sample: TableSample;
  /** What was counted. */
  readonly viewId: string;
  readonly sampleMs?: number;
}

/** No sample, for a reason that a person can act on; the next one may be there. */
export class SampleMissing extends Error {
  constructor(reason: string, options?: { readonly cause: unknown }) {
    super(reason, options);
    this.name = "SampleMissing";
  }
}
