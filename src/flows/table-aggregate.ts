import type { ConntrackTimeouts } from "../model/conntrack-timeouts.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../model/flow-batch.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import type { TableComposition, TimeoutBasis } from "../model/table-composition.ts";
import { tcpState } from "../model/tcp-state.ts";
import {
  bandOf,
  establishedIdleSeconds,
  fixedTimeoutSeconds,
  idleAgeBands,
  stateAgeBands,
  stateAgeSeconds,
  unknownAge,
} from "./age-bands.ts";
import { composeTable } from "./compose-table.ts";
import { EstablishedCountdowns } from "./established-timeout.ts";
import { FingerprintSet } from "./fingerprint-set.ts";
import type { FlowPredicate } from "./flow-filter.ts";
import { KeyCounter } from "./key-counter.ts";
import { createTableTallies, type ReadingOutcome, type TableTallies } from "./table-tallies.ts";

export interface TableAggregateOptions {
  /** Against which countdowns become ages. */
  readonly timeouts: ConntrackTimeouts;
  readonly timeoutsFrom: TimeoutBasis["from"];
  /** Sizes the duplicate filter beforehand, so that it need not grow. */
  readonly expectedEntries?: number;
  readonly filter?: FlowPredicate;
  /** Items in each list of the most frequent. */
  readonly topItems?: number;
  readonly maxExactKeys?: number;
}

/** Counts a table as it streams by, in typed arrays of bounded size; nothing is kept of an entry but its fingerprint. */
export class TableAggregate {
  private readonly options: TableAggregateOptions;
  private readonly seen: FingerprintSet;
  private readonly countdowns: EstablishedCountdowns | undefined;
  private readonly sources: KeyCounter;
  private readonly destinations: KeyCounter;
  private readonly ports: KeyCounter;
  private readonly endpoints: KeyCounter;
  private readonly tallies: TableTallies = createTableTallies();

  constructor(options: TableAggregateOptions) {
    this.options = options;
    this.seen = new FingerprintSet(options.expectedEntries ?? 0);
    this.countdowns = options.timeouts.tcpEstablished === undefined ? new EstablishedCountdowns() : undefined;
    this.sources = new KeyCounter(options.maxExactKeys);
    this.destinations = new KeyCounter(options.maxExactKeys);
    this.ports = new KeyCounter(options.maxExactKeys);
    this.endpoints = new KeyCounter(options.maxExactKeys);
  }

  get entries(): number {
    return this.tallies.total;
  }

  add(batch: FlowBatch): void {
    const { filter } = this.options;
    const tallies = this.tallies;
    for (let row = 0; row < batch.length; row++) {
      if (!this.isFirstSight(batch, row)) tallies.duplicates++;
      else if (filter !== undefined && !filter(batch, row)) tallies.filteredOut++;
      else this.count(batch, row);
    }
  }

  /** An entry is its zone, protocol and original tuple; ids are hashes of the kernel's and collide. */
  private isFirstSight(batch: FlowBatch, row: number): boolean {
    const { addresses, ports } = batch;
    const at = row * addressWordsPerRow;
    const portAt = row * portsPerRow;
    const portWord = ((ports[portAt]! << 16) | ports[portAt + 1]!) >>> 0;
    const kindWord = (batch.zone[row]! << 16) | (batch.family[row]! << 8) | batch.protocol[row]!;
    let low = mix(mix(0x9747b28c, portWord), kindWord);
    let high = mix(mix(0x3c6ef372, kindWord), portWord);
    low = mix(mix(low, addresses[at + 3]!), addresses[at + 7]!);
    high = mix(mix(high, addresses[at + 7]!), addresses[at + 3]!);
    if (batch.family[row] === 6) {
      for (let word = 0; word < 3; word++) {
        low = mix(mix(low, addresses[at + word]!), addresses[at + 4 + word]!);
        high = mix(mix(high, addresses[at + 4 + word]!), addresses[at + word]!);
      }
    }
    return this.seen.add(finish(high), finish(low));
  }

  private count(batch: FlowBatch, row: number): void {
    const tallies = this.tallies;
    const { addresses, ports } = batch;
    const at = row * addressWordsPerRow;
    const portAt = row * portsPerRow;
    const protocol = batch.protocol[row]!;
    const status = batch.status[row]!;
    const isPortless = protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6;
    const destinationPort = ports[portAt + portOffset.originalDestination]!;

    tallies.total++;
    tallies.protocol[protocol]!++;
    if (batch.family[row] === 4) tallies.family.ipv4++;
    else tallies.family.ipv6++;
    const zone = batch.zone[row]!;
    tallies.zone.set(zone, (tallies.zone.get(zone) ?? 0) + 1);
    this.countFlags(protocol, status, destinationPort);
    tallies.nat[natKind(addresses, at, ports, portAt, isPortless)]!++;
    this.countAges(batch, row, protocol, status);

    this.sources.add(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!);
    const destination = at + addressOffset.originalDestination;
    this.destinations.add(addresses[destination]!, addresses[destination + 1]!, addresses[destination + 2]!, addresses[destination + 3]!);
    const endpoint = at + addressOffset.replySource;
    this.endpoints.add(addresses[endpoint]!, addresses[endpoint + 1]!, addresses[endpoint + 2]!, addresses[endpoint + 3]!);
    this.ports.add(0, 0, protocol, isPortless ? 0 : destinationPort);
  }

  private countFlags(protocol: number, status: number, destinationPort: number): void {
    const tallies = this.tallies;
    const isReplied = (status & flowStatusBit.seenReply) !== 0;
    if ((status & flowStatusBit.assured) !== 0) tallies.flag[0]!++;
    else if (isReplied) tallies.flag[2]!++;
    if (!isReplied) tallies.flag[1]!++;
    if ((status & flowStatusBit.offload) !== 0) tallies.flag[3]!++;
    if ((status & flowStatusBit.hardwareOffload) !== 0) tallies.flag[4]!++;
    if (protocol === ipProtocol.tcp && !isReplied) tallies.tcpUnreplied++;
    if (protocol === ipProtocol.udp) {
      if (!isReplied) tallies.udpUnreplied++;
      if (destinationPort === 4789 || destinationPort === 8472 || destinationPort === 6081) tallies.tunnel++;
    }
  }

  private countAges(batch: FlowBatch, row: number, protocol: number, status: number): void {
    const tallies = this.tallies;
    const { timeouts } = this.options;
    const state = batch.state[row]!;
    const remaining = batch.timeoutSeconds[row]!;
    if (protocol === ipProtocol.tcp) {
      tallies.tcpState[state]!++;
      if (state === tcpState.established) {
        if (this.countdowns !== undefined && (status & (flowStatusBit.offload | flowStatusBit.hardwareOffload)) === 0) {
          this.countdowns.add(remaining);
        } else {
          const idle = establishedIdleSeconds(remaining, status, timeouts);
          tallies.idleAge[bandOf(idleAgeBands, idle)]!++;
          if (idle >= 3600) tallies.idleOverOneHour++;
        }
      }
    }
    const configured = fixedTimeoutSeconds(protocol, state, status, timeouts);
    tallies.stateAge[bandOf(stateAgeBands, configured === 0 ? unknownAge : stateAgeSeconds(remaining, configured))]!++;
  }

  compose(outcome: ReadingOutcome): TableComposition {
    const topItems = this.options.topItems ?? 20;
    return composeTable({
      tallies: this.tallies,
      outcome,
      timeouts: this.options.timeouts,
      timeoutsFrom: this.options.timeoutsFrom,
      countdowns: this.countdowns,
      sources: this.sources.top(topItems),
      destinations: this.destinations.top(topItems),
      ports: this.ports.top(topItems),
      endpoints: this.endpoints.top(topItems),
    });
  }
}

/** One round of MurmurHash3's body. */
function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  const folded = hash ^ Math.imul(mixed, 0x1b873593);
  return (Math.imul((folded << 13) | (folded >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Address translation read off the tuples: without it the reply is the original turned round. */
function natKind(addresses: Uint32Array, at: number, ports: Uint16Array, portAt: number, isPortless: boolean): number {
  let isSource = false;
  let isDestination = false;
  for (let word = 0; word < 4; word++) {
    if (addresses[at + word] !== addresses[at + 12 + word]) isSource = true;
    if (addresses[at + 4 + word] !== addresses[at + 8 + word]) isDestination = true;
  }
  if (!isPortless) {
    if (ports[portAt] !== ports[portAt + 3]) isSource = true;
    if (ports[portAt + 1] !== ports[portAt + 2]) isDestination = true;
  }
  return (isSource ? 1 : 0) | (isDestination ? 2 : 0);
}
