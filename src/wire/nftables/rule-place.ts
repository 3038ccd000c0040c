import type { ByteOrder } from "../bytes/byte-reader.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { decodeNfnetlinkHeader, nfnetlinkHeaderLength } from "../nfnetlink/header.ts";
import { nftaRule } from "./constants.ts";

/** Where a rule stands; what it does is not looked at. */
export function decodeRulePlace(
  bytes: Uint8Array,
  start: number,
  end: number,
  order: ByteOrder,
): { readonly family: string; readonly table: string; readonly chain: string } {
  const { family } = decodeNfnetlinkHeader(bytes, start, end);
  let table = "";
  let chain = "";
  const cursor = new AttributeCursor(bytes, start + nfnetlinkHeaderLength, end, order);
  while (cursor.next()) {
    if (cursor.type === nftaRule.NFTA_RULE_TABLE) table = cursor.text("NFTA_RULE_TABLE");
    else if (cursor.type === nftaRule.NFTA_RULE_CHAIN) chain = cursor.text("NFTA_RULE_CHAIN");
  }
  return { family: familyNames.get(family) ?? String(family), table, chain };
}

/** NFPROTO_* by the words of the nft tool. */
const familyNames = new Map([
  [1, "inet"],
  [2, "ip"],
  [3, "arp"],
  [5, "netdev"],
  [7, "bridge"],
  [10, "ip6"],
]);
