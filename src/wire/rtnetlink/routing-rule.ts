import { formatAddress } from "../../model/ip-address.ts";
import { type ByteOrder, ByteReader } from "../bytes/byte-reader.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";

/** RTM_GETRULE and its answer: `include/uapi/linux/rtnetlink.h`. */
export const rtmRule = { RTM_NEWRULE: 32, RTM_GETRULE: 34 } as const;

/** `struct fib_rule_hdr` of zeros but for the family: all that a dump needs. */
export function encodeRuleRequest(family: 4 | 6): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(fibRuleHeaderLength);
  header[0] = family === 4 ? 2 : 10;
  return header;
}

/** One policy-routing rule as a line of `ip rule show`. */
export function decodeRoutingRule(bytes: Uint8Array, start: number, end: number, order: ByteOrder): string {
  const reader = new ByteReader(bytes, start, end);
  reader.uint8("family");
  const destinationBits = reader.uint8("dst_len");
  const sourceBits = reader.uint8("src_len");
  reader.uint8("tos");
  let table = reader.uint8("table");
  reader.uint16(order, "res");
  const action = reader.uint8("action");
  const flags = reader.uint32(order, "flags");
  let priority = 0;
  let mark: number | undefined;
  let mask: number | undefined;
  let source = "all";
  let destination: string | undefined;
  const words: string[] = [];
  const cursor = new AttributeCursor(bytes, start + fibRuleHeaderLength, end, order);
  while (cursor.next()) {
    if (cursor.type === fra.FRA_DST) destination = networkText(cursor, destinationBits);
    else if (cursor.type === fra.FRA_SRC) source = networkText(cursor, sourceBits);
    else if (cursor.type === fra.FRA_IIFNAME) words.push(`iif ${cursor.text("FRA_IIFNAME")}`);
    else if (cursor.type === fra.FRA_OIFNAME) words.push(`oif ${cursor.text("FRA_OIFNAME")}`);
    else if (cursor.type === fra.FRA_PRIORITY) priority = cursor.uint32("FRA_PRIORITY", order);
    else if (cursor.type === fra.FRA_FWMARK) mark = cursor.uint32("FRA_FWMARK", order);
    else if (cursor.type === fra.FRA_FWMASK) mask = cursor.uint32("FRA_FWMASK", order);
    else if (cursor.type === fra.FRA_TABLE) table = cursor.uint32("FRA_TABLE", order);
  }
  const target = action === FR_ACT_TO_TBL ? `lookup ${tableNames.get(table) ?? table}` : (actionNames.get(action) ?? `action ${action}`);
  return [
    `${priority}:\t${(flags & FIB_RULE_INVERT) === 0 ? "" : "not "}from ${source}`,
    ...(destination === undefined ? [] : [`to ${destination}`]),
    ...(mark === undefined || (mark === 0 && !mask)
      ? []
      : [`fwmark 0x${mark.toString(16)}${mask === undefined || mask === 0xffffffff ? "" : `/0x${mask.toString(16)}`}`]),
    ...words,
    target,
  ].join(" ");
}

function networkText(cursor: AttributeCursor, bits: number): string {
  const isIpv4 = cursor.payloadLength === 4;
  const view = new DataView(cursor.copyOf(isIpv4 ? 4 : 16, "rule address").buffer);
  const address = isIpv4
    ? formatAddress(0, 0, 0xffff, view.getUint32(0))
    : formatAddress(view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12));
  return bits === (isIpv4 ? 32 : 128) ? address : `${address}/${bits}`;
}

const fibRuleHeaderLength = 12;
/** `include/uapi/linux/fib_rules.h` */
const fra = {
  FRA_DST: 1,
  FRA_SRC: 2,
  FRA_IIFNAME: 3,
  FRA_PRIORITY: 6,
  FRA_FWMARK: 10,
  FRA_TABLE: 15,
  FRA_FWMASK: 16,
  FRA_OIFNAME: 17,
} as const;
const FR_ACT_TO_TBL = 1;
const FIB_RULE_INVERT = 2;
const actionNames = new Map([
  [2, "goto"],
  [3, "nop"],
  [6, "blackhole"],
  [7, "unreachable"],
  [8, "prohibit"],
]);
const tableNames = new Map([
  [253, "default"],
  [254, "main"],
  [255, "local"],
]);
