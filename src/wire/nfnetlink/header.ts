import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";

/** `struct nfgenmsg`, behind the netlink header of every netfilter message. */
export interface NfnetlinkHeader {
  /** NFPROTO_*: 2 for IPv4, 10 for IPv6, 0 for either. */
  readonly family: number;
  /** NFNETLINK_V0 is the only one in use. */
  readonly version: number;
  /** Big-endian, unlike the netlink header before it. ctnetlink's statistics carry the CPU here. */
  readonly resourceId: number;
}

export const nfnetlinkHeaderLength = 4;

/** NFPROTO_* of `include/uapi/linux/netfilter.h`, equal to AF_*. */
export const nfproto = { NFPROTO_UNSPEC: 0, NFPROTO_IPV4: 2, NFPROTO_IPV6: 10 } as const;

export function decodeNfnetlinkHeader(bytes: Uint8Array, start = 0, end = bytes.length): NfnetlinkHeader {
  const reader = new ByteReader(bytes, start, end);
  return { family: reader.uint8("nfgen_family"), version: reader.uint8("version"), resourceId: reader.uint16("big", "res_id") };
}

export function encodeNfnetlinkHeader(header: NfnetlinkHeader): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(nfnetlinkHeaderLength);
  writer.uint8(header.family);
  writer.uint8(header.version);
  writer.uint16(header.resourceId, "big");
  return writer.finish();
}

export function familyNumber(family: 0 | 4 | 6): number {
  if (family === 0) return nfproto.NFPROTO_UNSPEC;
  return family === 4 ? nfproto.NFPROTO_IPV4 : nfproto.NFPROTO_IPV6;
}
