import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../model/flow-batch.ts";
import { formatAddress } from "../model/ip-address.ts";
import { ipProtocol, protocolName } from "../model/ip-protocol.ts";
import type { SourceNatPortUse, SourceNatUse } from "../model/table-composition.ts";
import { KeyCounter } from "./key-counter.ts";
import { hashWords } from "./key-hash.ts";

/**
 * Ports that source NAT uses, counted for each address translated to and each destination: the kernel tells connections apart by the reply tuple
 * (nf_nat_used_tuple), so that two to one destination need two ports and two to different ones may share one. Costs nothing while nothing is translated.
 */
export class SourceNatPorts {
  private readonly uses = new KeyCounter(maxExactKeys);
  private details: Details = createDetails(0);
  private described = 0;
  private scratch: Scratch = createScratch(0);

  /** The rows to count, and by row whether the source was translated (bit 0). */
  add(batch: FlowBatch, rows: Uint32Array, natKinds: Uint8Array): void {
    if (this.scratch.picked.length < batch.length) this.scratch = createScratch(batch.length);
    const { picked, keys, numbers } = this.scratch;
    const { protocol, family, addresses, ports, zone } = batch;
    let count = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      if ((natKinds[row]! & 1) === 0 || !hasPorts(protocol[row]!)) continue;
      picked[count++] = row;
      const translated = row * addressWordsPerRow + addressOffset.replyDestination;
      const remote = row * addressWordsPerRow + addressOffset.replySource;
      const key = row * 4;
      keys[key + 2] = (protocol[row]! << 16) | ports[row * portsPerRow + portOffset.replySource]!;
      keys[key + 3] = zone[row]!;
      if (family[row] === 4) {
        keys[key] = addresses[translated + 3]!;
        keys[key + 1] = addresses[remote + 3]!;
        continue;
      }
      // What does not fit is hashed: 32 bits for one of the node's few addresses, 56 for one of many destinations.
      keys[key] = hashOf(addresses, translated);
      keys[key + 1] = hashOf(addresses, remote);
      const more = hashWords(addresses[remote + 3]!, addresses[remote + 2]!, addresses[remote + 1]!, addresses[remote]!);
      keys[key + 2] = (keys[key + 2]! | (more & 0xff00_0000)) >>> 0;
      keys[key + 3] = (keys[key + 3]! | (more << 16)) >>> 0;
    }
    if (count === 0) return;
    const chosen = picked.subarray(0, count);
    this.uses.addColumn(keys, 4, 0, chosen, numbers);
    this.describe(batch, chosen, numbers);
  }

  /** What each of the first keys stands for, and which ports it has. A key that matters has many entries, and so is among the first. */
  private describe({ addresses, ports, protocol, zone }: FlowBatch, rows: Uint32Array, numbers: Uint32Array): void {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const number = numbers[row]!;
      if (number >= trackedKeys) continue;
      const port = ports[row * portsPerRow + portOffset.replyDestination]!;
      if (number >= this.described) {
        this.described = number + 1;
        if (number >= this.details.lowest.length) this.details = grownDetails(this.details);
        const { names, lowest, highest } = this.details;
        const from = row * addressWordsPerRow;
        names.set(addresses.subarray(from + addressOffset.replyDestination, from + addressOffset.replyDestination + 4), number * nameWords);
        names.set(addresses.subarray(from + addressOffset.replySource, from + addressOffset.replySource + 4), number * nameWords + 4);
        names[number * nameWords + 8] = (protocol[row]! << 16) | ports[row * portsPerRow + portOffset.replySource]!;
        names[number * nameWords + 9] = zone[row]!;
        lowest[number] = port;
        highest[number] = port;
      }
      const { lowest, highest, remapped } = this.details;
      if (port < lowest[number]!) lowest[number] = port;
      if (port > highest[number]!) highest[number] = port;
      if (port !== ports[row * portsPerRow + portOffset.originalSource]!) remapped[number]!++;
    }
  }

  /** Where the most ports are in use. */
  top(limit: number): SourceNatUse {
    const { exact, errorBound, distinct, items } = this.uses.top(limit);
    return { exact, errorBound, distinct, items: items.flatMap(({ number, count }) => this.useOf(number, count) ?? []) };
  }

  private useOf(number: number, used: number): SourceNatPortUse | undefined {
    if (number >= this.described) return undefined;
    const { names, lowest, highest, remapped } = this.details;
    const at = number * nameWords;
    const addressAt = (from: number) => formatAddress(names[from]!, names[from + 1]!, names[from + 2]!, names[from + 3]!);
    const zone = names[at + 9]!;
    return {
      from: addressAt(at),
      to: addressAt(at + 4),
      port: names[at + 8]! & 0xffff,
      protocol: protocolName(names[at + 8]! >>> 16),
      ...(zone === 0 ? {} : { zone }),
      used,
      lowestPort: lowest[number]!,
      highestPort: highest[number]!,
      remapped: remapped[number]!,
    };
  }
}

/** 2.5 MB at most. */
const maxExactKeys = 65_536;
const trackedKeys = 16_384;
/** Both addresses, protocol and port, zone. */
const nameWords = 10;

function hasPorts(protocol: number): boolean {
  return protocol === ipProtocol.tcp || protocol === ipProtocol.udp || protocol === ipProtocol.sctp;
}

function hashOf(words: Uint32Array, at: number): number {
  return hashWords(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
}

interface Details {
  readonly names: Uint32Array;
  readonly lowest: Uint16Array;
  readonly highest: Uint16Array;
  readonly remapped: Uint32Array;
}

function createDetails(keys: number): Details {
  return {
    names: new Uint32Array(keys * nameWords),
    lowest: new Uint16Array(keys),
    highest: new Uint16Array(keys),
    remapped: new Uint32Array(keys),
  };
}

function grownDetails(before: Details): Details {
  const details = createDetails(Math.min(trackedKeys, Math.max(64, before.lowest.length * 2)));
  details.names.set(before.names);
  details.lowest.set(before.lowest);
  details.highest.set(before.highest);
  details.remapped.set(before.remapped);
  return details;
}

interface Scratch {
  readonly picked: Uint32Array;
  readonly keys: Uint32Array;
  readonly numbers: Uint32Array;
}

function createScratch(length: number): Scratch {
  return { picked: new Uint32Array(length), keys: new Uint32Array(length * 4), numbers: new Uint32Array(length) };
}
