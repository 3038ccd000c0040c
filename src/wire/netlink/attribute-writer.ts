import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { alignToFour, NLA_HDRLEN, nlaFlag } from "./constants.ts";

/** Writes attributes: headers in host order, numbers big-endian unless said otherwise, everything padded to four bytes. */
export class AttributeWriter {
  private readonly writer: ByteWriter;
  private readonly order: ByteOrder;

  /** `writer` may hold a header already; attributes are aligned relative to its beginning. */
  constructor(order: ByteOrder = "little", writer: ByteWriter = new ByteWriter()) {
    this.order = order;
    this.writer = writer;
  }

  /** Attributes inside an attribute. */
  nest(type: number, fill: () => void): void {
    this.write(type | nlaFlag.NLA_F_NESTED, fill);
  }

  uint8(type: number, value: number): void {
    this.write(type, (writer) => writer.uint8(value));
  }

  uint16(type: number, value: number, order: ByteOrder = "big"): void {
    this.write(type, (writer) => writer.uint16(value, order));
  }

  uint32(type: number, value: number, order: ByteOrder = "big"): void {
    this.write(type, (writer) => writer.uint32(value, order));
  }

  uint64(type: number, value: number, order: ByteOrder = "big"): void {
    this.write(type, (writer) => writer.uint64(value, order));
  }

  msAsNanoseconds(type: number, ms: number, order: ByteOrder = "big"): void {
    this.write(type, (writer) => writer.msAsNanoseconds(ms, order));
  }

  /** With a NUL behind, as NLA_NUL_STRING asks for and `nla_put_string` sends. */
  text(type: number, text: string): void {
    this.write(type, (writer) => {
      writer.text(text);
      writer.uint8(0);
    });
  }

  copy(type: number, bytes: Uint8Array): void {
    this.write(type, (writer) => writer.append(bytes));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.writer.finish();
  }

  private write(type: number, fill: (writer: ByteWriter) => void): void {
    const { writer, order } = this;
    const at = writer.length;
    writer.zeros(NLA_HDRLEN);
    fill(writer);
    const length = writer.length - at;
    if (length > 0xffff) throw new WireError("too-large", at, `attribute ${type} has ${length} bytes, nla_len holds 65535`);
    writer.patchUint16(at, length, order);
    writer.patchUint16(at + 2, type, order);
    writer.zeros(alignToFour(length) - length);
  }
}
