import type { FlowBatch } from "../model/flow-batch.ts";
import type { KeyCounter } from "./key-counter.ts";
import type { KeyPeers } from "./key-peers.ts";

/** Counts the rows of each batch besides the aggregate, from what that found out of them. */
export type CountAlso = (batch: FlowBatch, counted: CountedRows) => void;

/** What one walk of the table finds out of each batch for everything that counts its rows, so that it is found out once. */
export interface CountedRows {
  /** Seen for the first time, and let through by the filter. */
  readonly rows: Uint32Array;
  /** Fingerprints, by row. */
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** By row, which key of its counter it has, or `noKeyNumber`. */
  readonly sourceNumbers: Uint32Array;
  readonly destinationNumbers: Uint32Array;
  readonly portNumbers: Uint32Array;
  readonly endpointNumbers: Uint32Array;
  /** By original source, original destination, protocol and port of it, and reply source. */
  readonly sources: KeyCounter;
  readonly destinations: KeyCounter;
  readonly ports: KeyCounter;
  readonly endpoints: KeyCounter;
  /** By row, where its fingerprint stands in the set against duplicates; empty where nobody asked for it. */
  readonly places: Uint32Array;
  /** Destinations of each source. */
  readonly sourcePeers: KeyPeers;
}
