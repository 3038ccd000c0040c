import { type ByteOrder, ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { netlinkSocket } from "./constants.ts";

/** `struct sockaddr_nl`: whom a netlink socket is or talks to, and the multicast groups it hears. All in host order. */
export interface NetlinkSocketAddress {
  /** 0 is the kernel, or in `bind` "give me one". */
  readonly portId: number;
  /** Bit n-1 is group n; groups above 32 need NETLINK_ADD_MEMBERSHIP. */
  readonly groups: number;
}

export function decodeNetlinkSocketAddress(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  order: ByteOrder = "little",
): NetlinkSocketAddress {
  const reader = new ByteReader(bytes, start, end);
  const family = reader.uint16(order, "nl_family");
  if (family !== netlinkSocket.AF_NETLINK) throw new WireError("bad-value", 0, `address family ${family} is not AF_NETLINK`);
  reader.skip(2, "nl_pad");
  return { portId: reader.uint32(order, "nl_pid"), groups: reader.uint32(order, "nl_groups") };
}

export function encodeNetlinkSocketAddress(address: NetlinkSocketAddress, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(12);
  writer.uint16(netlinkSocket.AF_NETLINK, order);
  writer.zeros(2);
  writer.uint32(address.portId, order);
  writer.uint32(address.groups, order);
  return writer.finish();
}
