import type { TrafficDimension } from "./table-traffic.ts";
import type { CauseId, Confidence } from "./verdict.ts";

/** Who seems to bring about a cause, by what the table showed over some time. A suspicion, with the figures that it rests on. */
export interface Suspect {
  readonly cause: CauseId;
  /** Of what, and which: a group of `TableTraffic` by its key. */
  readonly dimension: TrafficDimension;
  readonly name: string;
  readonly confidence: Confidence;
  /** As a sentence's end, with figures. */
  readonly because: string;
  readonly entries: number;
  readonly share: number;
  /** The first sample from which on it has been so; missing where one sample is all there is. */
  readonly sinceMs?: number;
}
