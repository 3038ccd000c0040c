import { parseAddress } from "../../../src/model/ip-address.ts";

/** `struct sockaddr_in` or `struct sockaddr_in6` (include/uapi/linux/in.h, in6.h): the family in the order of this machine, the rest in network order. */
export function socketAddress(text: string, port: number): Uint8Array<ArrayBuffer> {
  const words = parseAddress(text);
  if (words === undefined) throw new Error(`${text} is no address`);
  const isIpv4 = !text.includes(":");
  const bytes = new Uint8Array(isIpv4 ? 16 : 28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, isIpv4 ? 2 : 10, true);
  view.setUint16(2, port);
  if (isIpv4) view.setUint32(4, words[3]);
  else for (const [index, word] of words.entries()) view.setUint32(8 + index * 4, word);
  return bytes;
}
