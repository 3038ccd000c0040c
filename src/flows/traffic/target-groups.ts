import { GroupCounter } from "./group-counter.ts";

/**
 * Groups by destination and port together. Services, destinations and ports are put together from these in the end, so that a row is counted once for
 * the three. What comes when all numbers are used up has the number 0 and is left to the caller.
 */
export class TargetGroups {
  readonly counter = new GroupCounter(maxTargets + 1);
  /** Targets have the numbers 1 to this one. */
  size = 0;
  /** By the number of the target. */
  private destinations = new Uint32Array(initialTargets);
  private ports = new Uint32Array(initialTargets);
  private services = new Uint32Array(initialTargets);
  /** The number by the first destinations and ports, without a search; 0 for those that are not in it. */
  private readonly direct = new Uint16Array(directDestinations * directPorts);
  /** The number of all others, by open addressing. */
  private index = new Uint32Array(initialTargets * 4);
  private indexed = 0;

  /** Fills `into` by row, and writes the rows without a number into `left`; returns how many those are. */
  read(
    destinationNumbers: Uint32Array,
    portNumbers: Uint32Array,
    rows: Uint32Array,
    serviceOf: (row: number) => number,
    into: Uint32Array,
    left: Uint32Array,
  ): number {
    const { direct } = this;
    let missing = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const destination = destinationNumbers[row]!;
      const port = portNumbers[row]!;
      const number = destination < directDestinations && port < directPorts ? direct[destination * directPorts + port]! : 0;
      into[row] = number;
      if (number === 0) left[missing++] = row;
    }
    let leftLength = 0;
    for (let at = 0; at < missing; at++) {
      const row = left[at]!;
      const number = this.numberOf(destinationNumbers[row]!, portNumbers[row]!, () => serviceOf(row));
      into[row] = number;
      if (number === 0) left[leftLength++] = row;
    }
    this.counter.reserve(this.size + 1);
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

  /** 0 where there is no number left. */
  private numberOf(destination: number, port: number, serviceOf: () => number): number {
    const isDirect = destination < directDestinations && port < directPorts;
    const known = isDirect ? this.direct[destination * directPorts + port]! : this.find(destination, port);
    if (known !== 0 || destination > lastKey || port > lastKey || this.size === maxTargets) return known;
    const number = ++this.size;
    if (number === this.destinations.length) {
      this.destinations = twiceAsLong(this.destinations);
      this.ports = twiceAsLong(this.ports);
      this.services = twiceAsLong(this.services);
    }
    this.destinations[number] = destination;
    this.ports[number] = port;
    this.services[number] = serviceOf();
    if (isDirect) this.direct[destination * directPorts + port] = number;
    else if (++this.indexed * 2 > this.index.length) this.growIndex();
    else this.place(number);
    return number;
  }

  private find(destination: number, port: number): number {
    const { index, destinations, ports } = this;
    let slot = slotOf(destination, port, index.length);
    for (;;) {
      const number = index[slot]!;
      if (number === 0 || (destinations[number] === destination && ports[number] === port)) return number;
      slot = (slot + 1) & (index.length - 1);
    }
  }

  private growIndex(): void {
    this.index = new Uint32Array(this.index.length * 2);
    for (let number = 1; number <= this.size; number++)
      if (this.destinations[number]! >= directDestinations || this.ports[number]! >= directPorts) this.place(number);
  }

  private place(number: number): void {
    const { index } = this;
    let slot = slotOf(this.destinations[number]!, this.ports[number]!, index.length);
    while (index[slot] !== 0) slot = (slot + 1) & (index.length - 1);
    index[slot] = number;
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
/** 2 MB. */
const maxTargets = 16_384;
/** 512 kB, of which only what is used is ever touched. */
const directDestinations = 4096;
const directPorts = 64;
/** Keys above have no number of their own. */
const lastKey = 0x00ff_ffff;
