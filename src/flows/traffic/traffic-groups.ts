import { type FlowBatch, noState } from "../../model/flow-batch.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { CountedRows } from "../counted-rows.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";
import { type CountedColumn, countBorn, countRows, GroupCounter } from "./group-counter.ts";
import { LeftTargets } from "./left-targets.ts";
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
  private readonly left: LeftTargets;
  private readonly owners: OwnerColumns;
  private stateNumbers = new Uint32Array(0);
  private targetNumbers = new Uint32Array(0);
  private leftRows = new Uint32Array(0);
  private columns: readonly CountedColumn[] = [];

  constructor(owners: OwnerColumns) {
    this.owners = owners;
    const groups = owners.size + 1;
    this.clients = new GroupCounter(groups + groupsWithDetails, groups);
    this.servers = new GroupCounter(groups + groupsWithDetails, groups);
    this.left = new LeftTargets(owners, groupsWithDetails);
  }

  add(batch: FlowBatch, counted: CountedRows, facts: RowFacts): void {
    const { owners, targets, left } = this;
    const { rows, destinationNumbers, portNumbers } = counted;
    if (this.stateNumbers.length < batch.length) this.allocate(batch.length);
    owners.read(batch, counted);
    this.clients.reserve(owners.sources.groups);
    this.servers.reserve(owners.endpoints.groups);
    const { stateNumbers, targetNumbers, leftRows } = this;
    readStates(batch, rows, stateNumbers);
    const serviceOf = (row: number) => owners.serviceOf(batch, row);
    const leftLength = targets.read(destinationNumbers, portNumbers, rows, serviceOf, targetNumbers, leftRows);
    this.columns = [
      { counter: this.states, numbers: stateNumbers },
      { counter: this.clients, numbers: owners.clients },
      { counter: this.servers, numbers: owners.servers },
      { counter: targets.counter, numbers: targetNumbers },
      ...left.columnsFor(batch, counted, leftRows.subarray(0, leftLength)),
    ];
    for (const column of this.columns) countRows(column, rows, facts);
  }

  /** Rows of the batch that was added last. */
  addBorn(bornRows: Uint32Array): void {
    for (const column of this.columns) countBorn(column, bornRows);
  }

  /** Every service, destination and port with what the targets counted of it. */
  byTarget(): Readonly<Record<"services" | "destinations" | "ports", GroupCounter>> {
    const { targets, left } = this;
    const services = left.services.withoutFirst();
    const destinations = left.destinations.withoutFirst();
    const ports = left.ports.withoutFirst();
    for (let target = 1; target <= targets.size; target++) {
      services.addGroup(targets.serviceOf(target), targets.counter, target);
      destinations.addGroup(targets.destinationOf(target), targets.counter, target);
      ports.addGroup(targets.portOf(target), targets.counter, target);
    }
    return { services, destinations, ports };
  }

  private allocate(length: number): void {
    this.stateNumbers = new Uint32Array(length);
    this.targetNumbers = new Uint32Array(length);
    this.leftRows = new Uint32Array(length);
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
