import { type ByteOrder, ByteReader } from "../bytes/byte-reader.ts";
import { WireError } from "../bytes/wire-error.ts";
import { NLA_HDRLEN, NLA_TYPE_MASK, nlaFlag } from "./constants.ts";

/** Counts what was skipped, over all levels of nesting. */
export interface AttributeTally {
  unknown: number;
}

/**
 * Steps through the attributes (`struct nlattr`) of a message or of a nest:
 * `while (cursor.next()) switch (cursor.type) { case …: cursor.uint32("CTA_MARK") …; default: cursor.skipUnknown(); }`
 *
 * Attribute headers are in host order; numbers inside are big-endian unless the reader says otherwise, because ctnetlink's are.
 */
export class AttributeCursor {
  /** `nla_type` without its flags. */
  type = 0;
  isNested = false;
  /** NLA_F_NET_BYTEORDER: the payload is big-endian whatever the family's custom. */
  isNetworkOrder = false;
  payloadStart: number;
  payloadEnd: number;
  readonly tally: AttributeTally;
  private readonly bytes: Uint8Array;
  private readonly order: ByteOrder;
  private readonly origin: number;
  private readonly end: number;
  private nextAt: number;

  /** `origin` is what the offsets in errors count from. */
  constructor(
    bytes: Uint8Array,
    start: number,
    end: number,
    order: ByteOrder = "little",
    tally: AttributeTally = { unknown: 0 },
    origin: number = start,
  ) {
    this.bytes = bytes;
    this.payloadStart = start;
    this.payloadEnd = start;
    this.end = end;
    this.order = order;
    this.tally = tally;
    this.origin = origin;
    this.nextAt = start;
  }

  /** Moves to the next attribute; false at the end. */
  next(): boolean {
    const at = this.nextAt;
    // Aligning may step past the end: the padding of the last attribute may be missing.
    if (at >= this.end) return false;
    const left = this.end - at;
    if (left < NLA_HDRLEN) throw new WireError("truncated", at - this.origin, `an attribute header needs 4 bytes, ${left} are left`);
    const reader = new ByteReader(this.bytes, at, this.end);
    const length = reader.uint16(this.order, "nla_len");
    const type = reader.uint16(this.order, "nla_type");
    if (length < NLA_HDRLEN) throw new WireError("bad-length", at - this.origin, `nla_len ${length} is shorter than its header`);
    if (length > left) throw new WireError("truncated", at - this.origin, `nla_len is ${length}, ${left} bytes are left`);
    this.type = type & NLA_TYPE_MASK;
    this.isNested = (type & nlaFlag.NLA_F_NESTED) !== 0;
    this.isNetworkOrder = (type & nlaFlag.NLA_F_NET_BYTEORDER) !== 0;
    this.payloadStart = at + NLA_HDRLEN;
    this.payloadEnd = at + length;
    this.nextAt = at + ((length + 3) & ~3);
    return true;
  }

  get payloadLength(): number {
    return this.payloadEnd - this.payloadStart;
  }

  /** An attribute that this kernel has and we do not know: newer kernels add some. */
  skipUnknown(): void {
    this.tally.unknown++;
  }

  /** The attributes inside this one. Kernels before 5.2 leave the nested flag out in places, so it is not insisted on. */
  nested(): AttributeCursor {
    return new AttributeCursor(this.bytes, this.payloadStart, this.payloadEnd, this.order, this.tally, this.origin);
  }

  uint8(name: string): number {
    return this.sized(1, name).uint8(name);
  }

  uint16(name: string, order: ByteOrder = "big"): number {
    return this.sized(2, name).uint16(this.orderOf(order), name);
  }

  uint32(name: string, order: ByteOrder = "big"): number {
    return this.sized(4, name).uint32(this.orderOf(order), name);
  }

  /** Saturates at 2^53 - 1. */
  uint64(name: string, order: ByteOrder = "big"): number {
    return this.sized(8, name).uint64(this.orderOf(order), name);
  }

  nanosecondsAsMs(name: string, order: ByteOrder = "big"): number {
    return this.sized(8, name).nanosecondsAsMs(this.orderOf(order), name);
  }

  /** Up to the first NUL: the kernel sends one, libraries leave it out. */
  text(name: string): string {
    return this.reader().text(this.payloadLength, name);
  }

  copy(name: string): Uint8Array<ArrayBuffer> {
    return this.reader().copyOf(this.payloadLength, name);
  }

  /** The same with the length checked. */
  copyOf(length: number, name: string): Uint8Array<ArrayBuffer> {
    return this.sized(length, name).copyOf(length, name);
  }

  /** Something that must be in here is not. */
  missing(name: string): WireError {
    return new WireError("missing-attribute", this.end - this.origin, `${name} is missing`);
  }

  badValue(what: string): WireError {
    return new WireError("bad-value", this.payloadStart - this.origin, what);
  }

  private reader(): ByteReader {
    return new ByteReader(this.bytes, this.payloadStart, this.payloadEnd);
  }

  private sized(length: number, name: string): ByteReader {
    if (this.payloadLength !== length)
      throw new WireError("bad-length", this.payloadStart - this.origin, `${name} has ${this.payloadLength} bytes, not ${length}`);
    return this.reader();
  }

  private orderOf(order: ByteOrder): ByteOrder {
    return this.isNetworkOrder ? "big" : order;
  }
}
