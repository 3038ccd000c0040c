import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../../model/flow-batch.ts";
import type { CountedRows } from "../counted-rows.ts";
import { EntryMoments } from "./entry-moments.ts";
import { KeyOwners } from "./key-owners.ts";
import { decideByRow, type OwnerIndex } from "./owner-index.ts";
import type { NamedOwner } from "./owner-numbers.ts";
import { socketKey } from "./service-ports.ts";

/** The owners of the rows of a batch, as columns of small numbers. One walk, one of these: it remembers whose each key is. */
export class OwnerColumns {
  /** By row, in the numbers of `sources` and `endpoints`. */
  clients = new Uint32Array(0);
  servers = new Uint32Array(0);
  /** Rows whose client's address was several owners': the key of such a row does not tell whose it is. */
  sharedClientRows = new Uint32Array(0);
  readonly sources: KeyOwners;
  readonly endpoints: KeyOwners;
  private undecided = new Uint32Array(0);
  private readonly index: OwnerIndex | undefined;
  private readonly moments: EntryMoments;

  /** Without an index nobody has a name. */
  constructor(index: OwnerIndex | undefined, timeouts: ConntrackTimeouts, nowMs: number, maxNameless: number) {
    this.index = index;
    this.moments = new EntryMoments(timeouts, nowMs);
    this.sources = new KeyOwners(index, maxNameless);
    this.endpoints = new KeyOwners(index, maxNameless);
  }

  /** Owners have the numbers 1 to this one. */
  get size(): number {
    return this.index?.size ?? 0;
  }

  /** Undefined where nobody has a name. */
  get names(): OwnerIndex["names"] | undefined {
    return this.index?.names;
  }

  namedOwner(number: number): NamedOwner | undefined {
    return this.index?.namedOwner(number);
  }

  isNameless(word0: number, word1: number, word2: number, word3: number): boolean {
    return this.index === undefined || this.index.lookUp(word0, word1, word2, word3) === 0;
  }

  /** The number of the service that a row's client asked for, or 0. */
  serviceOf({ addresses, protocol, ports }: FlowBatch, row: number): number {
    if (this.index === undefined) return 0;
    const at = row * addressWordsPerRow + addressOffset.originalDestination;
    const address = this.index.serviceAddress(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!);
    return this.index.serviceOf(address, socketKey(protocol[row]!, ports[row * portsPerRow + portOffset.originalDestination]!));
  }

  read(batch: FlowBatch, { rows, sourceNumbers, endpointNumbers }: CountedRows): void {
    if (this.clients.length < batch.length) this.allocate(batch.length);
    const { index, moments, clients, servers, undecided } = this;
    const clientsLeft = this.sources.fill(batch, rows, sourceNumbers, addressOffset.originalSource, clients, undecided);
    this.sharedClientRows = undecided.slice(0, clientsLeft);
    for (let number = 0; number < clientsLeft && index !== undefined; number++) {
      const row = undecided[number]!;
      clients[row] = index.decideClient(batch, row, clients[row]! - decideByRow, moments);
    }
    const serversLeft = this.endpoints.fill(batch, rows, endpointNumbers, addressOffset.replySource, servers, undecided);
    for (let number = 0; number < serversLeft && index !== undefined; number++) {
      const row = undecided[number]!;
      servers[row] = index.decideServer(batch, row, servers[row]! - decideByRow, moments);
    }
  }

  private allocate(length: number): void {
    this.clients = new Uint32Array(length);
    this.servers = new Uint32Array(length);
    this.undecided = new Uint32Array(length + 1);
  }
}
