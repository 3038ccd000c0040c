import type { FlowBatch } from "../../model/flow-batch.ts";
import type { CountedRows } from "../counted-rows.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";
import { type CountedColumn, GroupCounter } from "./group-counter.ts";

/**
 * Services, destinations and ports of the rows for which `TargetGroups` had no number. A group has the number above that of its owner or its key: 0 takes
 * all rows that have a target, and what came too late for a place.
 */
export class LeftTargets {
  readonly services: GroupCounter;
  readonly destinations: GroupCounter;
  readonly ports: GroupCounter;
  private readonly owners: OwnerColumns;
  private readonly maxGroups: number;
  private serviceNumbers = new Uint32Array(0);
  private destinationNumbers = new Uint32Array(0);
  private portNumbers = new Uint32Array(0);

  constructor(owners: OwnerColumns, maxGroups: number) {
    this.owners = owners;
    this.maxGroups = maxGroups;
    this.services = new GroupCounter(owners.size + 2);
    this.destinations = new GroupCounter(maxGroups + 1);
    this.ports = new GroupCounter(maxGroups + 1);
  }

  /** Nothing where no row is left. */
  columnsFor(batch: FlowBatch, { destinationNumbers, portNumbers }: CountedRows, left: Uint32Array): readonly CountedColumn[] {
    if (left.length === 0) return [];
    if (this.serviceNumbers.length < batch.length) this.allocate(batch.length);
    this.serviceNumbers.fill(0);
    this.destinationNumbers.fill(0);
    this.portNumbers.fill(0);
    for (const row of left) {
      this.serviceNumbers[row] = this.owners.serviceOf(batch, row) + 1;
      this.destinationNumbers[row] = this.placeOf(destinationNumbers[row]!);
      this.portNumbers[row] = this.placeOf(portNumbers[row]!);
    }
    return [
      column(this.services, this.serviceNumbers),
      column(this.destinations, this.destinationNumbers),
      column(this.ports, this.portNumbers),
    ];
  }

  private placeOf(key: number): number {
    return key < this.maxGroups ? key + 1 : 0;
  }

  private allocate(length: number): void {
    this.serviceNumbers = new Uint32Array(length);
    this.destinationNumbers = new Uint32Array(length);
    this.portNumbers = new Uint32Array(length);
  }
}

function column(counter: GroupCounter, numbers: Uint32Array): CountedColumn {
  counter.reserve(numbers.reduce((largest, number) => Math.max(largest, number), 0) + 1);
  return { counter, numbers };
}
