import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../../model/flow-batch.ts";
import type { TableTraffic } from "../../model/table-traffic.ts";
import type { CountedRows } from "../counted-rows.ts";
import type { FingerprintSet } from "../fingerprint-set.ts";
import type { FlowPredicate } from "../flow-filter.ts";
import { OwnerColumns } from "../owners/owner-columns.ts";
import type { OwnerIndex } from "../owners/owner-index.ts";
import type { BirthMethod } from "./birth-rate.ts";
import { composeTraffic } from "./compose-traffic.ts";
import { GroupPeers } from "./group-peers.ts";
import { KnownEntries } from "./known-entries.ts";
import { RowFacts } from "./row-facts.ts";
import { RowKeys } from "./row-keys.ts";
import { timeoutClasses } from "./timeout-class.ts";
import { groupsWithDetails, TrafficGroups } from "./traffic-groups.ts";
import { defaultYoungSeconds, type YoungWindows, youngWindows } from "./young-windows.ts";

export interface TrafficCounterOptions {
  /** Without it every client is named by its address. */
  readonly owners?: OwnerIndex;
  /** Against which countdowns become ages. */
  readonly timeouts: ConntrackTimeouts;
  /** No fewer than there will be: what comes beyond is counted, but the walk cannot be compared with. */
  readonly expectedEntries?: number;
  readonly filter?: FlowPredicate;
  /** Groups in each dimension: those with the most entries. */
  readonly topGroups?: number;
  /** How young an entry is that births are told from; 0 tells none from the countdown. */
  readonly youngSeconds?: number;
  /** By the wall clock, in which names have their times. */
  readonly nowMs: number;
  /** By a clock that never jumps: what lies between two walks is taken from it. Without it the wall clock serves for both. */
  readonly monotonicMs?: number;
  /** A whole walk before this one, under the same filter. */
  readonly earlier?: KnownEntries;
  /** Keeps this walk for the next one to compare with. */
  readonly remember?: boolean;
  /** The same for a walk whose rows another counter looks at first: the set in which that one finds `places`. */
  readonly rememberIn?: FingerprintSet;
  readonly maxExactKeys?: number;
}

/** Counts a table by whose its entries are, and how many were born lately. Memory is bounded whatever the table holds. */
export class TrafficCounter {
  private readonly options: TrafficCounterOptions;
  /** Made when no other counter looks at the rows first. */
  private keys: RowKeys | undefined;
  private counted: CountedRows | undefined;
  private readonly windows: YoungWindows;
  private readonly facts: RowFacts;
  private readonly owners: OwnerColumns;
  private readonly groups: TrafficGroups;
  private readonly peers: GroupPeers;
  private readonly startedAtMs: number;
  private readonly remembered: KnownEntries | undefined;
  private readonly earlier: KnownEntries | undefined;
  private readonly stayedByClass = new Uint32Array(timeoutClasses.length);
  private born = new Uint32Array(0);

  constructor(options: TrafficCounterOptions) {
    const { owners, timeouts, youngSeconds = defaultYoungSeconds, nowMs, monotonicMs = nowMs, earlier, remember = false } = options;
    const { rememberIn } = options;
    this.options = options;
    if (remember) this.keys = new RowKeys(options);
    this.windows = youngWindows(timeouts, youngSeconds);
    this.facts = new RowFacts(timeouts, this.windows);
    this.owners = new OwnerColumns(owners, timeouts, nowMs, groupsWithDetails);
    this.groups = new TrafficGroups(this.owners);
    this.peers = new GroupPeers(this.owners);
    this.startedAtMs = monotonicMs;
    const seen = rememberIn ?? this.keys?.seen;
    this.remembered = seen === undefined ? undefined : new KnownEntries(seen, monotonicMs);
    // A clock that was set back tells nothing of what lies between.
    this.earlier = earlier?.isComplete === true && earlier.startedAtMs < monotonicMs ? earlier : undefined;
  }

  /** `receivedAtMs` by the same clock as `monotonicMs`: a walk takes seconds, and two walks are not equally fast. */
  add(batch: FlowBatch, receivedAtMs = this.startedAtMs): void {
    this.keys ??= new RowKeys(this.options);
    const { keys } = this;
    keys.read(batch);
    this.addCounted(batch, keys, receivedAtMs);
  }

  /** For a walk whose rows another counter looks at first: duplicates, the filter and the keys are that one's affair. */
  addCounted(batch: FlowBatch, counted: CountedRows, receivedAtMs = this.startedAtMs): void {
    const { facts, groups, peers, earlier } = this;
    const { rows, high, low } = counted;
    this.counted = counted;
    facts.read(batch, rows);
    groups.add(batch, counted, facts);
    peers.add(batch);
    if (earlier !== undefined) {
      if (this.born.length < batch.length) this.born = new Uint32Array(batch.length);
      const walk = { rows, high, low, classes: facts.classes };
      const bornCount = earlier.findBorn(batch, walk, receivedAtMs, this.born, this.stayedByClass);
      groups.addBorn(this.born.subarray(0, bornCount));
    }
    this.remembered?.mark(batch, rows, counted.places, facts.classes, receivedAtMs);
  }

  compose(): TableTraffic {
    const { groups, peers, owners, earlier, stayedByClass } = this;
    const counted = this.counted ?? new RowKeys({ expectedEntries: 0 });
    const { topGroups = 50 } = this.options;
    return composeTraffic({
      ...{ groups, peers, counted, owners, topGroups },
      births: this.birthMethod(),
      compared:
        earlier === undefined
          ? undefined
          : { overSeconds: this.overSeconds(earlier), earlierByClass: earlier.entriesByClass, stayedByClass },
    });
  }

  /** For the next walk. Only a walk that went through the whole table may be compared with. */
  known(): KnownEntries {
    if (this.remembered === undefined) throw new Error("the walk was not to be remembered");
    return this.remembered;
  }

  private overSeconds(earlier: KnownEntries): number {
    return (this.startedAtMs - earlier.startedAtMs) / 1000;
  }

  private birthMethod(): BirthMethod | undefined {
    const { earlier, windows } = this;
    if (earlier !== undefined) {
      const { tcpClose = 10, udp = 30 } = this.options.timeouts;
      const overSeconds = this.overSeconds(earlier);
      return { kind: "difference", overSeconds, isFloor: overSeconds >= Math.min(tcpClose, udp) };
    }
    return windows.longestSeconds === 0 ? undefined : { kind: "countdown", windows };
  }
}
