import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { alignToFour, NLMSG_HDRLEN } from "./constants.ts";
import { decodeNetlinkHeader, encodeNetlinkHeader, type NetlinkHeader } from "./header.ts";

/** A message inside a datagram: its header, and where in the bytes its payload lies. */
export interface NetlinkMessage {
  readonly header: NetlinkHeader;
  readonly start: number;
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

/** Walks the messages of one datagram. What stands before a broken message has been returned by then. */
export function* netlinkMessages(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  order: ByteOrder = "little",
): Generator<NetlinkMessage, void> {
  // The last message need not fill its last word: the kernel sends nlmsg_len bytes and no padding.
  for (let at = start; at < end; ) {
    const message = messageAt(bytes, at, end, order, start);
    yield message;
    at += alignToFour(message.header.length);
  }
}

/** The one message at the start of the slice. */
export function decodeNetlinkMessage(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): NetlinkMessage {
  return messageAt(bytes, start, end, order, start);
}

function messageAt(bytes: Uint8Array, at: number, end: number, order: ByteOrder, origin: number): NetlinkMessage {
  const offset = at - origin;
  if (end - at < NLMSG_HDRLEN) throw new WireError("truncated", offset, `a netlink header needs 16 bytes, ${end - at} are left`);
  const header = decodeNetlinkHeader(bytes, at, end, order);
  if (header.length < NLMSG_HDRLEN) throw new WireError("bad-length", offset, `nlmsg_len ${header.length} is shorter than the header`);
  if (header.length > end - at) throw new WireError("truncated", offset, `nlmsg_len is ${header.length}, ${end - at} bytes are left`);
  return { header, start: at, payloadStart: at + NLMSG_HDRLEN, payloadEnd: at + header.length };
}

/** Header and payload in one; the length is computed, the padding of a payload that is no multiple of four is left to `joinNetlinkMessages`. */
export function encodeNetlinkMessage(
  header: Omit<NetlinkHeader, "length">,
  payload: Uint8Array,
  order: ByteOrder = "little",
): Uint8Array<ArrayBuffer> {
  const length = NLMSG_HDRLEN + payload.length;
  const writer = new ByteWriter(length);
  writer.append(encodeNetlinkHeader({ ...header, length }, order));
  writer.append(payload);
  return writer.finish();
}

/** Several messages in one datagram, each but the last padded to four bytes. */
export function joinNetlinkMessages(messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (const message of messages) {
    writer.zeros(alignToFour(writer.length) - writer.length);
    writer.append(message);
  }
  return writer.finish();
}
