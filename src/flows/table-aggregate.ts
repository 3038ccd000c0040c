import type { ConntrackTimeouts } from "../model/conntrack-timeouts.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../model/flow-batch.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import type { TableComposition, TimeoutBasis } from "../model/table-composition.ts";
import { tcpState } from "../model/tcp-state.ts";
import { isTunnelPort } from "../model/tunnel-ports.ts";
import { bandOf, fixedTimeoutSeconds, IdleClock, idleAgeBands, stateAgeBands, stateAgeSeconds, unknownAge } from "./age-bands.ts";
import { composeTable } from "./compose-table.ts";
import type { CountedRows } from "./counted-rows.ts";
import { EstablishedCountdowns } from "./established-timeout.ts";
import { FingerprintSet } from "./fingerprint-set.ts";
import type { FlowPredicate } from "./flow-filter.ts";
import { fingerprintRows } from "./flow-fingerprint.ts";
import { KeyCounter } from "./key-counter.ts";
import { classifyRows, KeyKinds } from "./key-kinds.ts";
import { KeyPeers } from "./key-peers.ts";
import { fillPortKeys, isPortless } from "./port-keys.ts";
import { SourceNatPorts } from "./source-nat-ports.ts";
import { createTableTallies, type ReadingOutcome, type TableTallies } from "./table-tallies.ts";

export interface TableAggregateOptions {
  /** Against which countdowns become ages. */
  readonly timeouts: ConntrackTimeouts;
  readonly timeoutsFrom: TimeoutBasis["from"];
  /** No fewer than there will be; sizes the memory for duplicates, which never grows. Where nobody knows it is as large as it ever gets. */
  readonly expectedEntries?: number;
  readonly filter?: FlowPredicate;
  /** Items in each list of the most frequent. */
  readonly topItems?: number;
  /** Items in the list of sources, where that is to be longer: small clients add up to a large workload. */
  readonly topSources?: number;
  readonly maxExactKeys?: number;
  /** Also which ports source NAT uses, towards whom. */
  readonly sourceNat?: boolean;
  /** Also keeps by row which key of each counter it has, for another counter of the same rows. */
  readonly keepsKeyNumbers?: boolean;
  /** Also keeps by row where its fingerprint stands in `seen`, for whoever remembers the walk by it. */
  readonly keepsPlaces?: boolean;
}

/** Counts a table as it streams by, in typed arrays of bounded size; nothing is kept of an entry but its fingerprint. */
export class TableAggregate {
  private readonly options: TableAggregateOptions;
  /** Every entry that was met. */
  readonly seen: FingerprintSet;
  private readonly countdowns: EstablishedCountdowns | undefined;
  private readonly sources: KeyCounter;
  private readonly destinations: KeyCounter;
  private readonly ports: KeyCounter;
  private readonly endpoints: KeyCounter;
  private readonly sourceKinds = new KeyKinds();
  private readonly sourcePeers = new KeyPeers();
  private readonly endpointKinds = new KeyKinds();
  private readonly sourceNat: SourceNatPorts | undefined;
  private readonly idleClock: IdleClock;
  private readonly tallies: TableTallies = createTableTallies();
  private scratch: Scratch = createScratch(0, 0);
  private countedRows: Uint32Array = new Uint32Array(0);

  constructor(options: TableAggregateOptions) {
    this.options = options;
    this.seen = new FingerprintSet(options.expectedEntries);
    this.idleClock = new IdleClock(options.timeouts);
    this.countdowns = options.timeouts.tcpEstablished === undefined ? new EstablishedCountdowns() : undefined;
    this.sourceNat = options.sourceNat === true ? new SourceNatPorts() : undefined;
    this.sources = new KeyCounter(options.maxExactKeys);
    this.destinations = new KeyCounter(options.maxExactKeys);
    this.ports = new KeyCounter(options.maxExactKeys);
    this.endpoints = new KeyCounter(options.maxExactKeys);
  }

  get entries(): number {
    return this.tallies.total;
  }

  /** What a reader of the figures has to know of the counting itself. */
  remarks(): readonly string[] {
    const { size, unremembered } = this.seen;
    if (unremembered === 0) return [];
    return [
      `duplicates were looked for among the first ${size} entries; whether the ${unremembered} others repeat each other is not known`,
    ];
  }

  /** Column by column: each loop touches one kind of memory, which the processor then keeps near. */
  add(batch: FlowBatch): void {
    const rows = this.rowsToCount(batch);
    this.countKinds(batch, rows);
    this.countAges(batch, rows);
    this.countTranslation(batch, rows);
    const { addresses } = batch;
    const { natKinds, classes, sourceNumbers, endpointNumbers } = this.scratch;
    const others = this.options.keepsKeyNumbers === true ? this.scratch : undefined;
    classifyRows(batch, rows, natKinds, this.countdowns === undefined ? this.idleClock : undefined, classes);
    this.sources.addColumn(addresses, addressWordsPerRow, addressOffset.originalSource, rows, sourceNumbers);
    this.sourceKinds.addColumn(sourceNumbers, classes, rows);
    this.sourcePeers.addColumn(sourceNumbers, addresses, addressWordsPerRow, addressOffset.originalDestination, rows);
    this.destinations.addColumn(addresses, addressWordsPerRow, addressOffset.originalDestination, rows, others?.destinationNumbers);
    this.endpoints.addColumn(addresses, addressWordsPerRow, addressOffset.replySource, rows, endpointNumbers);
    this.endpointKinds.addColumn(endpointNumbers, classes, rows);
    fillPortKeys(batch, rows, this.scratch.portKeys);
    this.ports.addColumn(this.scratch.portKeys, 4, 0, rows, others?.portNumbers);
    this.sourceNat?.add(batch, rows, natKinds);
    this.countedRows = rows;
  }

  /** The rows of the last batch, for another counter; with `keepsKeyNumbers` only. */
  get counted(): CountedRows {
    const { countedRows: rows, scratch, sources, destinations, ports, endpoints, sourcePeers } = this;
    const { high, low, places, sourceNumbers, destinationNumbers, portNumbers, endpointNumbers } = scratch;
    const numbers = { sourceNumbers, destinationNumbers, portNumbers, endpointNumbers };
    return { rows, high, low, places, ...numbers, sources, destinations, ports, endpoints, sourcePeers };
  }

  /** The rows seen for the first time that pass the filter. */
  private rowsToCount(batch: FlowBatch): Uint32Array {
    const { length } = batch;
    const { filter } = this.options;
    const scratch = this.scratchFor(length);
    fingerprintRows(batch, scratch.high, scratch.low);
    this.seen.addAll(scratch.high, scratch.low, length, scratch.isFirst, this.options.keepsPlaces === true ? scratch.places : undefined);
    let count = 0;
    for (let row = 0; row < length; row++) {
      if (scratch.isFirst[row] === 0) this.tallies.duplicates++;
      else if (filter !== undefined && !filter(batch, row)) this.tallies.filteredOut++;
      else scratch.rows[count++] = row;
    }
    this.tallies.total += count;
    return scratch.rows.subarray(0, count);
  }

  private scratchFor(length: number): Scratch {
    if (this.scratch.rows.length < length) this.scratch = createScratch(length, this.options.keepsPlaces === true ? length : 0);
    return this.scratch;
  }

  private countKinds({ protocol: protocols, family, status: statuses, state, zone: zones, ports }: FlowBatch, rows: Uint32Array): void {
    const { tallies } = this;
    const { protocol: byProtocol, family: byFamily, tcpState: byState, flag } = tallies;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const protocol = protocols[row]!;
      const status = statuses[row]!;
      const isReplied = (status & flowStatusBit.seenReply) !== 0;
      byProtocol[protocol]!++;
      byFamily[family[row]!]!++;
      const zone = zones[row]!;
      // Nearly every table has one zone; a Map for each entry would cost more than all else here.
      if (zone === 0) tallies.defaultZone++;
      else tallies.otherZones.set(zone, (tallies.otherZones.get(zone) ?? 0) + 1);
      if ((status & flowStatusBit.assured) !== 0) flag[0]!++;
      else if (isReplied) flag[2]!++;
      if (!isReplied) flag[1]!++;
      if ((status & flowStatusBit.offload) !== 0) flag[3]!++;
      if ((status & flowStatusBit.hardwareOffload) !== 0) flag[4]!++;
      if (protocol === ipProtocol.tcp) {
        if (!isReplied) tallies.tcpUnreplied++;
        byState[state[row]!]!++;
      } else if (protocol === ipProtocol.udp) {
        if (!isReplied) tallies.udpUnreplied++;
        if (isTunnelPort(ports[row * portsPerRow + portOffset.originalDestination]!)) tallies.tunnel++;
      }
    }
  }

  private countAges({ protocol: protocols, status: statuses, state: states, timeoutSeconds }: FlowBatch, rows: Uint32Array): void {
    const { tallies, countdowns, idleClock } = this;
    const { timeouts } = this.options;
    const { stateAge } = tallies;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const protocol = protocols[row]!;
      const status = statuses[row]!;
      const state = states[row]!;
      const remaining = timeoutSeconds[row]!;
      if (protocol === ipProtocol.tcp && state === tcpState.established) {
        if (countdowns !== undefined && (status & (flowStatusBit.offload | flowStatusBit.hardwareOffload)) === 0) {
          countdowns.add(remaining);
        } else {
          const idle = idleClock.idleSeconds(remaining, status);
          tallies.idleAge[bandOf(idleAgeBands, idle)]!++;
          if (idle >= 3600) tallies.idleOverOneHour++;
        }
      }
      const configured = fixedTimeoutSeconds(protocol, state, status, timeouts);
      stateAge[bandOf(stateAgeBands, configured === 0 ? unknownAge : stateAgeSeconds(remaining, configured))]!++;
    }
  }

  private countTranslation(batch: FlowBatch, rows: Uint32Array): void {
    const { nat } = this.tallies;
    const { natKinds } = this.scratch;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const kind = natKind(batch, row);
      natKinds[row] = kind;
      nat[kind]!++;
    }
  }

  compose(outcome: ReadingOutcome): TableComposition {
    const topItems = this.options.topItems ?? 20;
    return composeTable({
      tallies: this.tallies,
      outcome,
      timeouts: this.options.timeouts,
      timeoutsFrom: this.options.timeoutsFrom,
      countdowns: this.countdowns,
      sources: this.sources.top(this.options.topSources ?? topItems),
      destinations: this.destinations.top(topItems),
      ports: this.ports.top(topItems),
      endpoints: this.endpoints.top(topItems),
      sourceKinds: this.sourceKinds,
      sourcePeers: this.sourcePeers,
      endpointKinds: this.endpointKinds,
      sourceNat: this.sourceNat?.top(topItems),
    });
  }
}

interface Scratch {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly isFirst: Uint8Array;
  readonly places: Uint32Array;
  readonly rows: Uint32Array;
  /** Four words a row, of which protocol and port are the last two. */
  readonly portKeys: Uint32Array;
  /** By row: how its addresses were translated, its class, and which key of each column it has. */
  readonly natKinds: Uint8Array;
  readonly classes: Uint8Array;
  readonly sourceNumbers: Uint32Array;
  readonly destinationNumbers: Uint32Array;
  readonly portNumbers: Uint32Array;
  readonly endpointNumbers: Uint32Array;
}

function createScratch(length: number, places: number): Scratch {
  return {
    high: new Uint32Array(length),
    low: new Uint32Array(length),
    isFirst: new Uint8Array(length),
    places: new Uint32Array(places),
    rows: new Uint32Array(length),
    portKeys: new Uint32Array(length * 4),
    natKinds: new Uint8Array(length),
    classes: new Uint8Array(length),
    sourceNumbers: new Uint32Array(length),
    destinationNumbers: new Uint32Array(length),
    portNumbers: new Uint32Array(length),
    endpointNumbers: new Uint32Array(length),
  };
}

/** Address translation read off the tuples: without it the reply is the original turned round. */
function natKind({ addresses, ports, family, protocol }: FlowBatch, row: number): number {
  const at = row * addressWordsPerRow;
  const portAt = row * portsPerRow;
  let isSource = false;
  let isDestination = false;
  // The words before the last are the same in all IPv4 addresses.
  for (let word = family[row] === 6 ? 0 : 3; word < 4; word++) {
    if (addresses[at + word] !== addresses[at + 12 + word]) isSource = true;
    if (addresses[at + 4 + word] !== addresses[at + 8 + word]) isDestination = true;
  }
  if (!isPortless(protocol[row]!)) {
    if (ports[portAt] !== ports[portAt + 3]) isSource = true;
    if (ports[portAt + 1] !== ports[portAt + 2]) isDestination = true;
  }
  return (isSource ? 1 : 0) | (isDestination ? 2 : 0);
}
