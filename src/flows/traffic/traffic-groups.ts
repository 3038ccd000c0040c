import { type FlowBatch, noState } from "../../model/flow-batch.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { CountedRows } from "../counted-rows.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";
import { GroupCounter, notCounted } from "./group-counter.ts";
import type { RowFacts } from "./row-facts.ts";
import { TargetGroups } from "./target-groups.ts";

/** The counters of every dimension, and for the batch at hand the columns that say which group of each a row belongs to. */
export class TrafficGroups {
  /** As `KeyOwners` numbers them. Workloads, pods and namespaces are put together from these in the end. */
  readonly clients: GroupCounter;
  readonly servers: GroupCounter;
  /** As `stateGroup` reads them. */
  readonly states = new GroupCounter(stateGroups, stateGroups);
  private readonly targets = new TargetGroups();
  /** What the targets had no number for: by owner, and by the number of the key. */
  private readonly services: GroupCounter;
  private readonly destinations = new GroupCounter(groupsWithDetails);
  private readonly ports = new GroupCounter(groupsWithDetails);
  private readonly owners: OwnerColumns;
  private readonly stateNumbers = new Column();
  private readonly targetNumbers = new Column();
  private readonly leftRows = new Column();
  private readonly leftServices = new Column();
  private readonly leftDestinations = new Column();
  private readonly leftPorts = new Column();
  /** Counters with the group of each row and the rows that they counted of the batch at hand. */
  private columns: readonly (readonly [GroupCounter, Uint32Array, Uint32Array])[] = [];

  constructor(owners: OwnerColumns) {
    this.owners = owners;
    const groups = owners.size + 1;
    this.clients = new GroupCounter(groups + groupsWithDetails, groups);
    this.servers = new GroupCounter(groups + groupsWithDetails, groups);
    this.services = new GroupCounter(groups);
  }

  add(batch: FlowBatch, counted: CountedRows, facts: RowFacts): void {
    const { owners } = this;
    const { rows, destinationNumbers, portNumbers } = counted;
    owners.read(batch, counted);
    const stateNumbers = this.stateNumbers.of(batch.length);
    readStates(batch, rows, stateNumbers);
    const targetNumbers = this.targetNumbers.of(batch.length);
    const left = this.leftRows.of(batch.length);
    const serviceOf = (row: number) => owners.serviceOf(batch, row);
    const leftLength = this.targets.read(destinationNumbers, portNumbers, rows, serviceOf, targetNumbers, left);
    this.columns = [
      [this.states, stateNumbers, rows],
      [this.clients, owners.clients, rows],
      [this.servers, owners.servers, rows],
      [this.targets.counter, targetNumbers, rows],
      ...(leftLength === 0 ? [] : this.leftColumns(batch, counted, left.subarray(0, leftLength))),
    ];
    for (const [counter, numbers, own] of this.columns) {
      counter.add(numbers, own, facts);
      counter.addDetails(numbers, facts);
    }
  }

  /** Rows of the batch that was added last. */
  addBorn(bornRows: Uint32Array): void {
    for (const [counter, numbers] of this.columns) counter.addBorn(numbers, bornRows);
  }

  private leftColumns(batch: FlowBatch, { destinationNumbers, portNumbers }: CountedRows, left: Uint32Array) {
    const services = this.leftServices.of(batch.length).fill(notCounted);
    const destinations = this.leftDestinations.of(batch.length).fill(notCounted);
    const ports = this.leftPorts.of(batch.length).fill(notCounted);
    for (const row of left) {
      services[row] = this.owners.serviceOf(batch, row);
      destinations[row] = destinationNumbers[row]!;
      ports[row] = portNumbers[row]!;
    }
    return [
      [this.services, services, left],
      [this.destinations, destinations, left],
      [this.ports, ports, left],
    ] as const;
  }

  /** Every service, destination and port with what the targets counted of it. */
  byTarget(): { readonly services: GroupCounter; readonly destinations: GroupCounter; readonly ports: GroupCounter } {
    const { targets } = this;
    const services = this.services.copy();
    const destinations = this.destinations.copy();
    const ports = this.ports.copy();
    for (let target = 0; target < targets.size; target++) {
      services.addGroup(targets.serviceOf(target), targets.counter, target);
      destinations.addGroup(targets.destinationOf(target), targets.counter, target);
      ports.addGroup(targets.portOf(target), targets.counter, target);
    }
    return { services, destinations, ports };
  }
}

/** TCP by its state, everything else by its protocol: from tables, since nobody could guess which of the two comes next. */
function readStates({ protocol, state }: FlowBatch, rows: Uint32Array, numbers: Uint32Array): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const own = protocol[row]!;
    numbers[row] = firstGroup[own]! + (state[row]! & stateMask[own]!);
  }
}

const firstGroup = Uint16Array.from({ length: 256 }, (_, protocol) => protocol);
const stateMask = new Uint8Array(256);
firstGroup[ipProtocol.tcp] = 256;
stateMask[ipProtocol.tcp] = 255;

const stateGroups = 256 + noState + 1;

/** What `readStates` numbered. */
export function stateGroup(number: number): { readonly protocol: number; readonly tcpState?: number } {
  return number < 256 ? { protocol: number } : { protocol: ipProtocol.tcp, tcpState: number - 256 };
}

/** 32,768 groups are 4 MB. A group that matters is among the first ones, since the kernel lists entries in the order of their hash. */
export const groupsWithDetails = 32_768;

/** Numbers by row, for as many rows as the largest batch had. */
class Column {
  private numbers = new Uint32Array(0);

  of(length: number): Uint32Array {
    if (this.numbers.length < length) this.numbers = new Uint32Array(length);
    return this.numbers;
  }
}
