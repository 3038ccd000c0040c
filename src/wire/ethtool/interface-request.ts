import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";

/** `include/uapi/linux/sockios.h`. */
export const SIOCETHTOOL = 0x8946;

/** IFNAMSIZ of `include/uapi/linux/if.h`, the NUL at the end included. */
export const IFNAMSIZ = 16;

/**
 * `struct ifreq` of `include/uapi/linux/if.h` on 64-bit machines: 16 bytes of name, then a union of 24 bytes whose member for SIOCETHTOOL is the
 * pointer `ifr_data`, here the address of a buffer from `strings-and-statistics.ts`.
 */
export function encodeInterfaceRequest(interfaceName: string, dataAddress: bigint, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(40);
  writer.text(interfaceName);
  if (writer.length === 0 || writer.length >= IFNAMSIZ)
    throw new WireError("bad-value", 0, `"${interfaceName}" is no interface name: 1 to ${IFNAMSIZ - 1} bytes`);
  writer.zeros(IFNAMSIZ - writer.length);
  // Two words: a pointer may have more than the 53 bits of a number.
  const low = Number(dataAddress & 0xffffffffn);
  const high = Number(dataAddress >> 32n);
  writer.uint32(order === "little" ? low : high, order);
  writer.uint32(order === "little" ? high : low, order);
  writer.zeros(16);
  return writer.finish();
}
