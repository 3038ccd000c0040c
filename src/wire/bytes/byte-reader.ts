import { WireError } from "./wire-error.ts";

/** Reads numbers from a slice of a byte array. Every read is checked; nothing is copied unless asked. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  offset: number;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    if (!(start >= 0 && start <= end && end <= bytes.length)) throw new RangeError(`slice ${start}..${end} of ${bytes.length} bytes`);
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.offset = start;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  private take(length: number, what: string): number {
    const at = this.offset;
    // A length that came off the wire may be anything; a negative one would walk backwards for ever.
    if (!(length >= 0)) throw new WireError("bad-length", at - this.start, `${what} has length ${length}`);
    if (at + length > this.end)
      throw new WireError("truncated", at - this.start, `${what} needs ${length} bytes, ${this.end - at} are left`);
    this.offset = at + length;
    return at;
  }

  uint8(what: string): number {
    return this.view.getUint8(this.take(1, what));
  }

  uint16(order: ByteOrder, what: string): number {
    return this.view.getUint16(this.take(2, what), order === "little");
  }

  uint32(order: ByteOrder, what: string): number {
    return this.view.getUint32(this.take(4, what), order === "little");
  }

  int32(order: ByteOrder, what: string): number {
    return this.view.getInt32(this.take(4, what), order === "little");
  }

  /** Saturates at 2^53 - 1: no counter of a living machine reaches it, and `bigint` stays inside `wire/`. */
  uint64(order: ByteOrder, what: string): number {
    const value = this.view.getBigUint64(this.take(8, what), order === "little");
    return value > maxSafe ? Number.MAX_SAFE_INTEGER : Number(value);
  }

  /** 64-bit nanoseconds as whole milliseconds: nanoseconds since 1970 passed 2^53 in April of that year. */
  nanosecondsAsMs(order: ByteOrder, what: string): number {
    return Number(this.view.getBigUint64(this.take(8, what), order === "little") / nanosecondsPerMs);
  }

  /** Text in UTF-8 up to the first NUL; what is not UTF-8 becomes U+FFFD. */
  text(length: number, what: string): string {
    const bytes = this.copyOf(length, what);
    const nul = bytes.indexOf(0);
    return new TextDecoder().decode(nul < 0 ? bytes : bytes.subarray(0, nul));
  }

  /** A copy, so that it outlives the receive buffer. */
  copyOf(length: number, what: string): Uint8Array<ArrayBuffer> {
    const at = this.take(length, what);
    return this.bytes.slice(at, at + length) as Uint8Array<ArrayBuffer>; // slice never returns a view, nor shared memory
  }

  skip(length: number, what: string): void {
    this.take(length, what);
  }
}

/** Netlink headers are in the order of the machine; ctnetlink's payloads are big-endian ("network order"). */
export type ByteOrder = "little" | "big";

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);
const nanosecondsPerMs = 1_000_000n;
