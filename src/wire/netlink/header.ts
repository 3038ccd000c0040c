import { type ByteOrder, ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { NLMSG_HDRLEN } from "./constants.ts";

/** `struct nlmsghdr`. */
export interface NetlinkHeader {
  /** Header and payload, without padding behind. */
  readonly length: number;
  readonly type: number;
  /** NLM_F_* bits. */
  readonly flags: number;
  readonly sequence: number;
  /** The sender's netlink address; 0 is the kernel, and in answers the one who asked. */
  readonly portId: number;
}

export function decodeNetlinkHeader(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): NetlinkHeader {
  const reader = new ByteReader(bytes, start, end);
  return {
    length: reader.uint32(order, "nlmsg_len"),
    type: reader.uint16(order, "nlmsg_type"),
    flags: reader.uint16(order, "nlmsg_flags"),
    sequence: reader.uint32(order, "nlmsg_seq"),
    portId: reader.uint32(order, "nlmsg_pid"),
  };
}

export function encodeNetlinkHeader(header: NetlinkHeader, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(NLMSG_HDRLEN);
  writer.uint32(header.length, order);
  writer.uint16(header.type, order);
  writer.uint16(header.flags, order);
  writer.uint32(header.sequence, order);
  writer.uint32(header.portId, order);
  return writer.finish();
}
