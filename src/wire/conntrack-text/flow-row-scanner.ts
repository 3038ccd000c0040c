import { type FlowBatch, noState, noTimeout } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { type LineProblemCode, lineProblem } from "./line-problem.ts";

/** Bytes that must be readable behind the newline of the last line scanned: whole words of four bytes are compared ahead of the position. */
export const scanSlack = 16;

/** What a scanner has seen so far; `text-format.ts` names the format from it. */
export const formatMark = {
  list: 1,
  familyColumn: 2,
  event: 4,
  zoneZero: 8,
  id: 16,
  startTime: 32,
  labels: 64,
  xml: 128,
  eventTime: 256,
} as const;

/** Which fields a tuple had; the reply's are these shifted by eight. */
export const tupleField = { source: 1, destination: 2, sourcePort: 4, destinationPort: 8, type: 16, code: 32, id: 64 } as const;

/**
 * Reads numbers and addresses out of bytes into one row of a batch. Everything is plain numbers in one object and nothing is allocated an entry.
 * The row counts only once `commit` accepted it.
 */
export class FlowRowScanner {
  bytes: Uint8Array = new Uint8Array(scanSlack);
  view: DataView = new DataView(this.bytes.buffer);
  position = 0;
  /** Bits of `formatMark` of the entries taken. */
  marks = 0;
  /** Tokens without a meaning to us in the entries taken. */
  unknownTokens = 0;
  protected batch: FlowBatch;
  private addresses: Uint32Array;
  private ports: Uint16Array;
  protected row = 0;
  protected protocol = 0;
  /** -1 before the first tuple, then 0 for the original direction and 1 for the reply. */
  protected tuple = -1;
  protected fields = 0;
  private families = 0;
  protected familyColumn = 0;
  protected timeoutSeconds = 0;
  protected state = noState;
  protected status = 0;
  private zone = 0;
  private originalZone = 0;
  protected mark = 0;
  protected id = 0;
  protected rowMarks = 0;
  protected rowUnknownTokens = 0;
  protected numberIsGood = true;
  private readonly groups = new Int32Array(8);

  constructor(batch: FlowBatch) {
    this.batch = batch;
    this.addresses = batch.addresses;
    this.ports = batch.ports;
  }

  load(bytes: Uint8Array, view: DataView): void {
    this.bytes = bytes;
    this.view = view;
  }

  protected begin(): void {
    const row = this.batch.length;
    const ports = this.ports;
    const at = row << 2;
    ports[at] = 0;
    ports[at + 1] = 0;
    ports[at + 2] = 0;
    ports[at + 3] = 0;
    this.row = row;
    this.protocol = 0;
    this.tuple = -1;
    this.fields = 0;
    this.families = 0;
    this.familyColumn = 0;
    this.timeoutSeconds = noTimeoutBits;
    this.state = noState;
    this.status = flowStatusBit.seenReply;
    this.zone = 0;
    this.originalZone = 0;
    this.mark = 0;
    this.id = 0;
    this.rowMarks = 0;
    this.rowUnknownTokens = 0;
  }

  /** Takes the row into the batch, or says what keeps it out. */
  protected commit(needed: number): number {
    const { batch, row, fields } = this;
    if ((fields & needed) !== needed) return missingFieldProblem(fields, needed);
    if ((fields & portsOfBothTuples) !== 0 && this.isIcmp()) return lineProblem.icmpPorts;
    const families = this.families;
    if (families === 3) return lineProblem.mixedFamilies;
    const family = families === 1 ? 4 : 6;
    if (this.familyColumn !== 0 && this.familyColumn !== family) return lineProblem.familyColumn;
    batch.family[row] = family;
    batch.protocol[row] = this.protocol;
    batch.status[row] = this.status;
    batch.timeoutSeconds[row] = this.timeoutSeconds;
    batch.state[row] = this.state;
    batch.zone[row] = this.zone === 0 ? this.originalZone : this.zone;
    batch.mark[row] = this.mark;
    batch.id[row] = this.id;
    batch.length = row + 1;
    this.marks |= this.rowMarks;
    this.unknownTokens += this.rowUnknownTokens;
    return lineProblem.none;
  }

  /** An unsigned 32-bit number, decimal or 0x…, as its 32 bits; `numberIsGood` says whether there was one. */
  protected readWord(): number {
    const bytes = this.bytes;
    const start = this.position;
    let at = start;
    let value = 0;
    let digit = bytes[at]! - zero;
    while (digit >>> 0 <= 9 && at - start < 9) {
      value = value * 10 + digit;
      digit = bytes[++at]! - zero;
    }
    if (digit >>> 0 <= 9 || (bytes[at]! | 32) === letterX) return this.readLongWord();
    this.numberIsGood = at > start;
    this.position = at;
    return value;
  }

  private readLongWord(): number {
    const bytes = this.bytes;
    let at = this.position;
    let value = 0;
    let digits = 0;
    if (bytes[at] === zero && (bytes[at + 1]! | 32) === letterX) {
      at += 2;
      for (let nibble = nibbleOf[bytes[at]!]!; nibble < 16; nibble = nibbleOf[bytes[at]!]!) {
        if (value <= 0xffff_ffff) value = value * 16 + nibble;
        digits++;
        at++;
      }
    } else {
      for (let digit = bytes[at]! - zero; digit >>> 0 <= 9; digit = bytes[at]! - zero) {
        if (value <= 0xffff_ffff) value = value * 10 + digit;
        digits++;
        at++;
      }
    }
    this.numberIsGood = digits > 0 && value <= 0xffff_ffff;
    this.position = at;
    return value | 0;
  }

  /** Skips a number of any size; false when there is none. */
  protected skipDigits(): boolean {
    const bytes = this.bytes;
    const start = this.position;
    let at = start;
    while ((bytes[at]! - zero) >>> 0 <= 9) at++;
    this.position = at;
    return at > start;
  }

  /**
   * `direction`: -1 for the entry's zone, 0 and 1 for one that belongs to a direction. An entry is unique by the zone of its original
   * direction, so that one is kept and the reply's is not.
   */
  protected readZone(direction: number): boolean {
    const zone = this.readWord();
    if (!this.numberIsGood || zone >>> 0 > 0xffff) return false;
    if (direction === 0) this.originalZone = zone;
    else if (direction < 0) {
      this.zone = zone;
      if (zone === 0) this.rowMarks |= formatMark.zoneZero;
    }
    return true;
  }

  /** `which`: 0 for the source, 1 for the destination. The common case is one to five decimal digits. */
  protected readPort(which: number): boolean {
    const bytes = this.bytes;
    const start = this.position;
    let at = start;
    let value = 0;
    for (let digit = bytes[at]! - zero; digit >>> 0 <= 9; digit = bytes[++at]! - zero) {
      value = value * 10 + digit;
      if (value > 0xffff) return false;
    }
    if ((bytes[at]! | 32) === letterX) {
      value = this.readWord();
      if (!this.numberIsGood || value >>> 0 > 0xffff) return false;
    } else {
      if (at === start) return false;
      this.position = at;
    }
    const tuple = this.tuple;
    this.ports[(this.row << 2) + (tuple << 1) + which] = value;
    this.fields |= (tupleField.sourcePort << which) << (tuple << 3);
    return true;
  }

  protected readIcmpType(): boolean {
    const value = this.readWord();
    if (!this.numberIsGood || value >>> 0 > 255) return false;
    const at = (this.row << 2) + (this.tuple << 1) + 1;
    this.ports[at] = (this.ports[at]! & 0xff) | (value << 8);
    this.fields |= tupleField.type << (this.tuple << 3);
    return true;
  }

  protected readIcmpCode(): boolean {
    const value = this.readWord();
    if (!this.numberIsGood || value >>> 0 > 255) return false;
    const at = (this.row << 2) + (this.tuple << 1) + 1;
    this.ports[at] = (this.ports[at]! & 0xff00) | value;
    this.fields |= tupleField.code << (this.tuple << 3);
    return true;
  }

  protected readIcmpId(): boolean {
    const value = this.readWord();
    if (!this.numberIsGood || value >>> 0 > 0xffff) return false;
    this.ports[(this.row << 2) + (this.tuple << 1)] = value;
    this.fields |= tupleField.id << (this.tuple << 3);
    return true;
  }

  /** ICMP has an id in each tuple, and with `-o id` the entry has one too: the first after a tuple's start is the tuple's. */
  protected idBelongsToTuple(): boolean {
    const tuple = this.tuple;
    return this.isIcmp() && tuple >= 0 && (this.fields & (tupleField.id << (tuple << 3))) === 0;
  }

  protected isIcmp(): boolean {
    return this.protocol === ipProtocol.icmp || this.protocol === ipProtocol.icmpv6;
  }

  /** `which`: 0 for the source, 1 for the destination. */
  protected readAddress(which: number): boolean {
    const bytes = this.bytes;
    let at = this.position;
    let word = 0;
    for (let octets = 1; ; octets++) {
      let value = bytes[at]! - zero;
      if (value >>> 0 > 9) return this.readIpv6(which);
      let digit = bytes[at + 1]! - zero;
      if (digit >>> 0 > 9) at += 1;
      else {
        value = value * 10 + digit;
        digit = bytes[at + 2]! - zero;
        if (digit >>> 0 > 9) at += 2;
        else {
          value = value * 10 + digit;
          if (value > 255) return this.readIpv6(which);
          at += 3;
        }
      }
      word = (word << 8) | value;
      if (octets === 4) break;
      if (bytes[at] !== dot) return this.readIpv6(which);
      at++;
    }
    const tuple = this.tuple;
    const row = (this.row << 4) + (tuple << 3) + (which << 2);
    const addresses = this.addresses;
    addresses[row] = 0;
    addresses[row + 1] = 0;
    addresses[row + 2] = 0xffff;
    addresses[row + 3] = word;
    this.families |= 1;
    this.fields |= (tupleField.source << which) << (tuple << 3);
    this.position = at;
    return true;
  }

  private readIpv6(which: number): boolean {
    const { bytes, groups } = this;
    let at = this.position;
    let count = 0;
    let gap = -1;
    for (;;) {
      if (bytes[at] === colon && bytes[at + 1] === colon) {
        if (gap >= 0) return false;
        gap = count;
        at += 2;
        if (nibbleOf[bytes[at]!]! > 15) break;
      } else if (count > 0) {
        if (bytes[at] !== colon) break;
        at++;
      }
      if (count === 8) return false;
      const start = at;
      let value = 0;
      for (let nibble = nibbleOf[bytes[at]!]!; nibble < 16; nibble = nibbleOf[bytes[++at]!]!) value = (value << 4) | nibble;
      if (bytes[at] === dot) {
        at = this.readDottedTail(start, count);
        if (at < 0) return false;
        count += 2;
        break;
      }
      if (at === start || at - start > 4) return false;
      groups[count++] = value;
    }
    if (gap < 0 ? count !== 8 : count > 7) return false;
    this.storeGroups(which, count, gap < 0 ? count : gap);
    this.families |= 2;
    this.fields |= (tupleField.source << which) << (this.tuple << 3);
    this.position = at;
    return true;
  }

  private storeGroups(which: number, count: number, gap: number): void {
    const { groups, addresses } = this;
    const missing = 8 - count;
    for (let index = count - 1; index >= gap; index--) groups[index + missing] = groups[index]!;
    for (let index = gap; index < gap + missing; index++) groups[index] = 0;
    const row = (this.row << 4) + (this.tuple << 3) + (which << 2);
    for (let index = 0; index < 4; index++) addresses[row + index] = (groups[2 * index]! << 16) | groups[2 * index + 1]!;
  }

  /** The a.b.c.d at the end of an IPv6 address; the position behind it, or -1. */
  private readDottedTail(start: number, count: number): number {
    if (count > 6) return -1;
    const { bytes, groups } = this;
    let at = start;
    let word = 0;
    for (let octets = 1; octets <= 4; octets++) {
      const first = at;
      let value = 0;
      for (let digit = bytes[at]! - zero; digit >>> 0 <= 9 && at - first < 3; digit = bytes[++at]! - zero) value = value * 10 + digit;
      if (at === first || value > 255) return -1;
      word = (word << 8) | value;
      if (octets === 4) break;
      if (bytes[at] !== dot) return -1;
      at++;
    }
    groups[count] = word >>> 16;
    groups[count + 1] = word & 0xffff;
    return at;
  }
}

const zero = 48;
const dot = 46;
const colon = 58;
const letterX = 120;
const noTimeoutBits = noTimeout | 0;

/** The value of a hexadecimal digit, 255 for every other byte. */
const nibbleOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase());
  return value < 0 ? 255 : value;
});

/** Both directions' addresses: what an entry of any protocol has. */
export const addressesOfBothTuples = 0x303;

export const portsOfBothTuples = 0xc0c;

const addressFields = tupleField.source | tupleField.destination;
const portFields = tupleField.sourcePort | tupleField.destinationPort;
const icmpFields = tupleField.type | tupleField.code | tupleField.id;

/** DCCP is not in here: Linux 6.18 has no tracker for it and /proc prints the tuple without ports. */
const requiredFields = new Uint16Array(256).fill(addressesOfBothTuples);
for (const protocol of [ipProtocol.tcp, ipProtocol.udp, ipProtocol.sctp]) {
  const each = addressFields | portFields;
  requiredFields[protocol] = each | (each << 8);
}
for (const protocol of [ipProtocol.icmp, ipProtocol.icmpv6]) {
  const each = addressFields | icmpFields;
  requiredFields[protocol] = each | (each << 8);
}

/** Which problem a row has that lacks some of the fields its protocol needs. */
export function missingFieldProblem(fields: number, needed: number): LineProblemCode {
  const missing = needed & ~fields;
  if ((missing & addressFields) !== 0) return lineProblem.missingOriginal;
  if ((missing & (addressFields << 8)) !== 0) return lineProblem.missingReply;
  return (missing & (portFields | (portFields << 8))) !== 0 ? lineProblem.missingPorts : lineProblem.missingIcmp;
}

/** What an entry of this protocol has in every line format. */
export function fieldsRequiredBy(protocol: number): number {
  return requiredFields[protocol]!;
}
