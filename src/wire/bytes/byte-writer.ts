import type { ByteOrder } from "./byte-reader.ts";

/** Appends numbers to a growing byte array; lengths written before their content is known are patched afterwards. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  length = 0;

  constructor(initialCapacity = 256) {
    this.bytes = new Uint8Array(initialCapacity);
    this.view = new DataView(this.bytes.buffer);
  }

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

  uint8(value: number): void {
    this.view.setUint8(this.grow(1), value);
  }

  uint16(value: number, order: ByteOrder): void {
    this.view.setUint16(this.grow(2), value, order === "little");
  }

  uint32(value: number, order: ByteOrder): void {
    this.view.setUint32(this.grow(4), value, order === "little");
  }

  uint64(value: number, order: ByteOrder): void {
    this.view.setBigUint64(this.grow(8), BigInt(value), order === "little");
  }

  append(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.grow(bytes.length));
  }

  zeros(count: number): void {
    const at = this.grow(count);
    this.bytes.fill(0, at, at + count);
  }

  patchUint16(at: number, value: number, order: ByteOrder): void {
    this.view.setUint16(at, value, order === "little");
  }

  patchUint32(at: number, value: number, order: ByteOrder): void {
    this.view.setUint32(at, value, order === "little");
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }
}
