import type { ByteOrder } from "./byte-reader.ts";
import { WireError } from "./wire-error.ts";

/**
 * Appends numbers to a growing byte array; lengths written before their content is known are patched afterwards. A number that does not fit
 * its field is an error: a DataView would cut it off in silence, and port 65536 would go to the kernel as port 0.
 */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  length = 0;

  constructor(initialCapacity = 256) {
    this.bytes = new Uint8Array(initialCapacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Replaces the array and the view: call it before either is looked up, also in one expression (`this.view.set…(this.grow(1))` uses the old one). */
  private grow(by: number): number {
    const at = this.length;
    const needed = at + by;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.length = needed;
    return at;
  }

  private fitting(value: number, min: number, max: number): number {
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new WireError("bad-value", this.length, `${value} is no whole number from ${min} to ${max}`);
  }

  uint8(value: number): void {
    const fitting = this.fitting(value, 0, 0xff);
    const at = this.grow(1);
    this.view.setUint8(at, fitting);
  }

  uint16(value: number, order: ByteOrder): void {
    const fitting = this.fitting(value, 0, 0xffff);
    const at = this.grow(2);
    this.view.setUint16(at, fitting, order === "little");
  }

  uint32(value: number, order: ByteOrder): void {
    const fitting = this.fitting(value, 0, 0xffffffff);
    const at = this.grow(4);
    this.view.setUint32(at, fitting, order === "little");
  }

  int32(value: number, order: ByteOrder): void {
    const fitting = this.fitting(value, -0x80000000, 0x7fffffff);
    const at = this.grow(4);
    this.view.setInt32(at, fitting, order === "little");
  }

  uint64(value: number, order: ByteOrder): void {
    const fitting = this.fitting(value, 0, Number.MAX_SAFE_INTEGER);
    const at = this.grow(8);
    this.view.setBigUint64(at, BigInt(fitting), order === "little");
  }

  /** Whole milliseconds as 64-bit nanoseconds, the counterpart of `ByteReader.nanosecondsAsMs`. */
  msAsNanoseconds(ms: number, order: ByteOrder): void {
    const fitting = this.fitting(ms, 0, maxMs);
    const at = this.grow(8);
    this.view.setBigUint64(at, BigInt(fitting) * 1_000_000n, order === "little");
  }

  append(bytes: Uint8Array): void {
    const at = this.grow(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** UTF-8 without an end mark. */
  text(text: string): void {
    this.append(new TextEncoder().encode(text));
  }

  zeros(count: number): void {
    const at = this.grow(count);
    this.bytes.fill(0, at, at + count);
  }

  patchUint16(at: number, value: number, order: ByteOrder): void {
    const fitting = this.fitting(value, 0, 0xffff);
    this.view.setUint16(this.written(at, 2), fitting, order === "little");
  }

  patchUint32(at: number, value: number, order: ByteOrder): void {
    const fitting = this.fitting(value, 0, 0xffffffff);
    this.view.setUint32(this.written(at, 4), fitting, order === "little");
  }

  private written(at: number, length: number): number {
    if (at >= 0 && at + length <= this.length) return at;
    throw new RangeError(`patch at ${at} of ${this.length} bytes written`);
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }
}

/** What 2^64 - 1 nanoseconds are in whole milliseconds. */
const maxMs = 18_446_744_073_709;
