import { GroupCounter, notCounted } from "./group-counter.ts";

/**
 * Groups by destination and port together. Services, destinations and ports are put together from these in the end, so that a row is counted once for
 * the three; what comes when all numbers are used up is left to the caller.
 */
export class TargetGroups {
  readonly counter = new GroupCounter(maxTargets);
  size = 0;
  /** By the number of the target. */
  private destinations = new Uint32Array(initialTargets);
  private ports = new Uint32Array(initialTargets);
  private services = new Uint32Array(initialTargets);
  /** Open addressing: number + 1, or 0. */
  private index = new Uint32Array(initialTargets * 4);

  /** Fills `into` by row, and writes the rows without a number into `left`; returns how many those are. */
  read(
    destinationNumbers: Uint32Array,
    portNumbers: Uint32Array,
    rows: Uint32Array,
    serviceOf: (row: number) => number,
    into: Uint32Array,
    left: Uint32Array,
  ): number {
    let { index, destinations, ports } = this;
    let leftLength = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const destination = destinationNumbers[row]!;
      const port = portNumbers[row]!;
      let slot = slotOf(destination, port, index.length);
      let number = index[slot]! - 1;
      while (number >= 0 && (destinations[number] !== destination || ports[number] !== port)) {
        slot = (slot + 1) & (index.length - 1);
        number = index[slot]! - 1;
      }
      if (number < 0) {
        if (destination > lastKey || port > lastKey || this.size === maxTargets) {
          into[row] = notCounted;
          left[leftLength++] = row;
          continue;
        }
        number = this.insert(slot, destination, port, serviceOf(row));
        ({ index, destinations, ports } = this);
      }
      into[row] = number;
    }
    return leftLength;
  }

  serviceOf(number: number): number {
    return this.services[number]!;
  }

  destinationOf(number: number): number {
    return this.destinations[number]!;
  }

  portOf(number: number): number {
    return this.ports[number]!;
  }

  private insert(slot: number, destination: number, port: number, service: number): number {
    const number = this.size++;
    if (number === this.destinations.length) {
      this.destinations = twiceAsLong(this.destinations);
      this.ports = twiceAsLong(this.ports);
      this.services = twiceAsLong(this.services);
    }
    this.destinations[number] = destination;
    this.ports[number] = port;
    this.services[number] = service;
    this.index[slot] = number + 1;
    if (this.size * 4 > this.index.length) this.growIndex();
    return number;
  }

  private growIndex(): void {
    const index = new Uint32Array(this.index.length * 2);
    for (let number = 0; number < this.size; number++) {
      let slot = slotOf(this.destinations[number]!, this.ports[number]!, index.length);
      while (index[slot] !== 0) slot = (slot + 1) & (index.length - 1);
      index[slot] = number + 1;
    }
    this.index = index;
  }
}

function slotOf(destination: number, port: number, slots: number): number {
  const hash = Math.imul(destination, 0x85ebca6b) ^ Math.imul(port, 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) & (slots - 1);
}

function twiceAsLong(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(numbers.length * 2);
  longer.set(numbers);
  return longer;
}

const initialTargets = 256;
/** 16,384 groups are 2 MB. */
const maxTargets = 16_384;
/** Keys above have no number of their own, or none by which their details would be counted. */
const lastKey = 0x00ff_ffff;
