import type { ByteOrder } from "../bytes/byte-reader.ts";
import type { Codec } from "../bytes/codec-gauntlet.case.ts";
import type { NetlinkHeader } from "./header.ts";
import { decodeNetlinkMessage, encodeNetlinkMessage } from "./message.ts";

/** A payload's codec inside a whole message: the header says how long the payload is, so that every truncation is one. */
export interface InMessage<T> {
  readonly header: Omit<NetlinkHeader, "length">;
  readonly payload: T;
}

export function inMessage<T>(
  name: string,
  decode: (bytes: Uint8Array, start: number, end: number, order: ByteOrder) => T,
  encode: (value: T, order: ByteOrder) => Uint8Array,
  order: ByteOrder = "little",
): Codec<InMessage<T>> {
  return {
    name,
    decode(bytes, start, end) {
      const { header, payloadStart, payloadEnd } = decodeNetlinkMessage(bytes, start, end, order);
      const { type, flags, sequence, portId } = header;
      return { header: { type, flags, sequence, portId }, payload: decode(bytes, payloadStart, payloadEnd, order) };
    },
    encode: ({ header, payload }) => encodeNetlinkMessage(header, encode(payload, order), order),
  };
}
