import { addressOffset, addressWordsPerRow, type FlowBatch } from "../../model/flow-batch.ts";
import type { CountedRows } from "../counted-rows.ts";
import { FingerprintSet } from "../fingerprint-set.ts";
import type { FlowPredicate } from "../flow-filter.ts";
import { fingerprintRows } from "../flow-fingerprint.ts";
import { KeyCounter } from "../key-counter.ts";
import { KeyPeers } from "../key-peers.ts";
import { fillPortKeys } from "../port-keys.ts";

export interface RowKeysOptions {
  readonly expectedEntries?: number | undefined;
  readonly filter?: FlowPredicate | undefined;
  readonly maxExactKeys?: number | undefined;
}

/** Finds out what a walk needs to know of each row, for a counter that nobody else counts beside. */
export class RowKeys implements CountedRows {
  readonly seen: FingerprintSet;
  readonly sources: KeyCounter;
  readonly destinations: KeyCounter;
  readonly ports: KeyCounter;
  readonly endpoints: KeyCounter;
  readonly sourcePeers = new KeyPeers();
  high = new Uint32Array(0);
  low = new Uint32Array(0);
  sourceNumbers = new Uint32Array(0);
  destinationNumbers = new Uint32Array(0);
  portNumbers = new Uint32Array(0);
  endpointNumbers = new Uint32Array(0);
  /** By row: where its fingerprint stands in `seen`. */
  places = new Uint32Array(0);
  private isFirst = new Uint8Array(0);
  private portKeys = new Uint32Array(0);
  private chosen = new Uint32Array(0);
  private chosenLength = 0;
  private readonly filter: FlowPredicate | undefined;

  constructor({ expectedEntries, filter, maxExactKeys }: RowKeysOptions) {
    this.seen = new FingerprintSet(expectedEntries);
    this.filter = filter;
    this.sources = new KeyCounter(maxExactKeys);
    this.destinations = new KeyCounter(maxExactKeys);
    this.ports = new KeyCounter(maxExactKeys);
    this.endpoints = new KeyCounter(maxExactKeys);
  }

  get rows(): Uint32Array {
    return this.chosen.subarray(0, this.chosenLength);
  }

  read(batch: FlowBatch): void {
    const { addresses, length } = batch;
    if (this.isFirst.length < length) this.allocate(length);
    fingerprintRows(batch, this.high, this.low);
    this.seen.addAll(this.high, this.low, length, this.isFirst, this.places);
    this.choose(batch);
    const { rows } = this;
    this.sources.addColumn(addresses, addressWordsPerRow, addressOffset.originalSource, rows, this.sourceNumbers);
    this.sourcePeers.addColumn(this.sourceNumbers, addresses, addressWordsPerRow, addressOffset.originalDestination, rows);
    this.destinations.addColumn(addresses, addressWordsPerRow, addressOffset.originalDestination, rows, this.destinationNumbers);
    this.endpoints.addColumn(addresses, addressWordsPerRow, addressOffset.replySource, rows, this.endpointNumbers);
    fillPortKeys(batch, rows, this.portKeys);
    this.ports.addColumn(this.portKeys, 4, 0, rows, this.portNumbers);
  }

  private choose(batch: FlowBatch): void {
    const { filter, chosen, isFirst } = this;
    let length = 0;
    for (let row = 0; row < batch.length; row++) {
      chosen[length] = row;
      if (isFirst[row] !== 0 && (filter === undefined || filter(batch, row))) length++;
    }
    this.chosenLength = length;
  }

  private allocate(length: number): void {
    this.high = new Uint32Array(length);
    this.low = new Uint32Array(length);
    this.sourceNumbers = new Uint32Array(length);
    this.destinationNumbers = new Uint32Array(length);
    this.portNumbers = new Uint32Array(length);
    this.endpointNumbers = new Uint32Array(length);
    this.places = new Uint32Array(length);
    this.isFirst = new Uint8Array(length);
    this.portKeys = new Uint32Array(length * 4);
    this.chosen = new Uint32Array(length + 1);
  }
}
