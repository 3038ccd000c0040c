import type { Flow } from "../model/flow.ts";
import { type FlowBatch, noTimeout } from "../model/flow-batch.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { EstablishedCountdowns } from "./established-timeout.ts";
import { EndMatcher, type Place } from "./find-flows/end-matcher.ts";
import { endOf, type FlowEnd, flowEnds, isSameEnd } from "./find-flows/flow-end.ts";
import { flowOfRow } from "./find-flows/flow-of-row.ts";
import { FingerprintSet } from "./fingerprint-set.ts";
import { fingerprintRows } from "./flow-fingerprint.ts";

/** One thing that is looked for. */
export interface WantedEnd {
  readonly places: readonly Place[];
  /** For what has no place of its own: whether an end that is at one of the places is really meant. */
  readonly isMeant?: (flow: Flow, end: FlowEnd) => boolean;
}

export interface FindFlowsOptions {
  /** One, or two that must both be in an entry. */
  readonly wanted: readonly WantedEnd[];
  readonly protocol?: number;
  /** How many of the entries found are kept. */
  readonly limit: number;
  /** No fewer than there will be; sizes the memory for duplicates. Where nobody knows it is as large as it ever gets. */
  readonly expectedEntries?: number;
  /** Whether the table is to tell its timeout of ESTABLISHED, because nobody else does. */
  readonly infersTimeout?: boolean;
}

export interface FoundFlow {
  readonly flow: Flow;
  /** For each wanted end, at which ends of the entry it is. */
  readonly at: readonly (readonly FlowEnd[])[];
}

/** Looks for entries as a table streams by. Only those found are kept, and no more than the limit; the others are counted. */
export class FindFlows {
  private readonly options: FindFlowsOptions;
  private readonly matchers: readonly EndMatcher[];
  private readonly seen: FingerprintSet;
  private readonly kept: FoundFlow[] = [];
  private readonly countdowns: EstablishedCountdowns | undefined;
  private scratch = createScratch(0);
  /** Entries looked at, those that a dump delivers twice included. */
  walked = 0;
  /** Distinct entries found, kept or not. */
  found = 0;

  constructor(options: FindFlowsOptions) {
    this.options = options;
    this.matchers = options.wanted.map(({ places }) => new EndMatcher(places));
    this.seen = new FingerprintSet(options.expectedEntries);
    this.countdowns = options.infersTimeout === true ? new EstablishedCountdowns() : undefined;
  }

  get flows(): readonly FoundFlow[] {
    return this.kept;
  }

  /** What ESTABLISHED counts down from, as the table itself tells it. */
  inferEstablishedTimeout(): number | undefined {
    return this.countdowns?.inferConfigured();
  }

  add(batch: FlowBatch): void {
    this.walked += batch.length;
    if (this.countdowns !== undefined) countDown(this.countdowns, batch);
    const rows = this.rowsAtPlaces(batch);
    if (rows.length === 0) return;
    fingerprintRows(batch, this.scratch.high, this.scratch.low);
    for (const row of rows) this.take(batch, row);
  }

  private rowsAtPlaces(batch: FlowBatch): Uint32Array {
    const { protocol } = this.options;
    const [first, second] = this.matchers;
    if (this.scratch.rows.length < batch.length) this.scratch = createScratch(batch.length);
    const { rows } = this.scratch;
    let count = 0;
    for (let row = 0; row < batch.length; row++) {
      if (protocol !== undefined && batch.protocol[row] !== protocol) continue;
      if (first !== undefined && first.endsAt(batch, row) === 0) continue;
      if (second !== undefined && second.endsAt(batch, row) === 0) continue;
      rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  private take(batch: FlowBatch, row: number): void {
    const flow = flowOfRow(batch, row);
    const at = this.options.wanted.map(({ isMeant }, index) =>
      endsOf(this.matchers[index]?.endsAt(batch, row) ?? 0).filter((end) => isMeant === undefined || isMeant(flow, end)),
    );
    if (at.some((ends) => ends.length === 0)) return;
    const [first = [], second] = at;
    if (second !== undefined && !first.some((left) => second.some((right) => areTwoEnds(flow, left, right)))) return;
    if (!this.isFirst(row)) return;
    this.found++;
    if (this.kept.length < this.options.limit) this.kept.push({ flow, at });
  }

  /** A dump may deliver an entry twice, and several files of a bundle may hold the same one. */
  private isFirst(row: number): boolean {
    const { high, low, isFirst } = this.scratch;
    this.seen.addAll(high.subarray(row, row + 1), low.subarray(row, row + 1), 1, isFirst);
    return isFirst[0] === 1;
  }
}

function countDown(countdowns: EstablishedCountdowns, { protocol, state, timeoutSeconds, length }: FlowBatch): void {
  for (let row = 0; row < length; row++) {
    // An offloaded entry has none.
    if (state[row] !== tcpState.established || protocol[row] !== ipProtocol.tcp || timeoutSeconds[row] === noTimeout) continue;
    countdowns.add(timeoutSeconds[row]!);
  }
}

function endsOf(bits: number): readonly FlowEnd[] {
  return flowEnds.filter((_, end) => (bits & (1 << end)) !== 0);
}

/** Without translation an end stands in both tuples; looked for twice, it is still one. */
function areTwoEnds(flow: Flow, left: FlowEnd, right: FlowEnd): boolean {
  if (left === right) return false;
  return isOfClient(left) !== isOfClient(right) || !isSameEnd(endOf(flow, left), endOf(flow, right));
}

function isOfClient(end: FlowEnd): boolean {
  return end === "client" || end === "seenAs";
}

function createScratch(length: number) {
  return { rows: new Uint32Array(length), high: new Uint32Array(length), low: new Uint32Array(length), isFirst: new Uint8Array(1) };
}
