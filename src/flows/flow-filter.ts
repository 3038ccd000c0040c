import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../model/flow-batch.ts";
import { type AddressWords, parseAddress } from "../model/ip-address.ts";
import { ipProtocol } from "../model/ip-protocol.ts";

/** Which entries to look at; every condition that is given must hold. */
export interface FlowFilter {
  readonly protocol?: number;
  /** TCP state number. */
  readonly tcpState?: number;
  /** For each of these, some address of the four of an entry lies in it. */
  readonly networks?: readonly Network[];
  /** Any of the four ports of an entry. */
  readonly port?: number;
  readonly zone?: number;
}

export interface Network {
  readonly words: AddressWords;
  /** Bits of the 128-bit form: 96 + n for IPv4. */
  readonly prefixBits: number;
}

export type FlowPredicate = (batch: FlowBatch, row: number) => boolean;

/** Undefined when the filter lets everything through. */
export function compileFlowFilter(filter: FlowFilter): FlowPredicate | undefined {
  const conditions: FlowPredicate[] = [];
  const { protocol, tcpState, networks = [], port, zone } = filter;
  if (protocol !== undefined) conditions.push((batch, row) => batch.protocol[row] === protocol);
  if (tcpState !== undefined) conditions.push((batch, row) => batch.protocol[row] === ipProtocol.tcp && batch.state[row] === tcpState);
  if (zone !== undefined) conditions.push((batch, row) => batch.zone[row] === zone);
  if (port !== undefined) conditions.push((batch, row) => touchesPort(batch, row, port));
  conditions.push(...networks.map(networkCondition));
  if (conditions.length === 0) return undefined;
  return (batch, row) => conditions.every((holds) => holds(batch, row));
}

function touchesPort(batch: FlowBatch, row: number, port: number): boolean {
  const protocol = batch.protocol[row];
  // ICMP keeps its id and type where others keep ports.
  if (protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6) return false;
  const at = row * portsPerRow;
  for (const offset of Object.values(portOffset)) if (batch.ports[at + offset] === port) return true;
  return false;
}

function networkCondition({ words, prefixBits }: Network): FlowPredicate {
  const masks = [0, 1, 2, 3].map((word) => maskWord(prefixBits - word * 32));
  const wanted = words.map((word, index) => (word & masks[index]!) >>> 0);
  return (batch, row) => {
    const base = row * addressWordsPerRow;
    for (const offset of Object.values(addressOffset)) {
      let matches = true;
      for (let word = 0; word < 4 && matches; word++)
        matches = (batch.addresses[base + offset + word]! & masks[word]!) >>> 0 === wanted[word];
      if (matches) return true;
    }
    return false;
  };
}

function maskWord(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
}

/** `10.0.1.5`, `10.0.0.0/8`, `fd00::/8`; undefined when it is none of these. */
export function parseNetwork(text: string): Network | undefined {
  const [address = "", prefix, ...others] = text.split("/");
  const words = parseAddress(address);
  if (words === undefined || others.length > 0) return undefined;
  const familyBits = address.includes(":") ? 128 : 32;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const bits = prefix === undefined ? familyBits : Number(prefix);
  return bits > familyBits ? undefined : { words, prefixBits: bits + 128 - familyBits };
}
