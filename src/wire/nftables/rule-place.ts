import type { ByteOrder } from "../bytes/byte-reader.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { decodeNfnetlinkHeader, nfnetlinkHeaderLength } from "../nfnetlink/header.ts";

/** `enum nf_tables_msg_types` of `include/uapi/linux/netfilter/nf_tables.h`: the two that a dump of rules needs. */
export const nftMessage = { NFT_MSG_NEWRULE: 6, NFT_MSG_GETRULE: 7 } as const;

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
    if (cursor.type === NFTA_RULE_TABLE) table = cursor.text("NFTA_RULE_TABLE");
    else if (cursor.type === NFTA_RULE_CHAIN) chain = cursor.text("NFTA_RULE_CHAIN");
  }
  return { family: familyNames.get(family) ?? String(family), table, chain };
}

const NFTA_RULE_TABLE = 1;
const NFTA_RULE_CHAIN = 2;
/** NFPROTO_* by the words of the nft tool. */
const familyNames = new Map([
  [1, "inet"],
  [2, "ip"],
  [3, "arp"],
  [5, "netdev"],
  [7, "bridge"],
  [10, "ip6"],
]);
