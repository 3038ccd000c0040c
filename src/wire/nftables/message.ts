import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { AttributeWriter } from "../netlink/attribute-writer.ts";
import type { NetlinkHeader } from "../netlink/header.ts";
import { decodeNetlinkMessage, encodeNetlinkMessage } from "../netlink/message.ts";
import { decodeNfnetlinkHeader, encodeNfnetlinkHeader, nfnetlinkHeaderLength, nfproto } from "../nfnetlink/header.ts";
import { messageNumberOf, nfnetlinkMessageType, nfnlSubsys, subsystemOf } from "../nfnetlink/subsystem.ts";
import { NF_ACCEPT, NFPROTO_INET, nfnlBatch, nftaChain, nftaRule, nftaSet, nftaTable, nftMessage } from "./constants.ts";
import { type NftExpression, readExpressions, writeExpression } from "./expression.ts";
import { type NftHook, readHook, writeHook } from "./hook.ts";
import { type NftSet, readSet, writeSet } from "./set.ts";

/** What is said to nftables to make one table of the family `inet`, and to ask for one. */
export type NftablesMessage =
  | { readonly kind: "batch-begin" }
  | { readonly kind: "batch-end" }
  | { readonly kind: "get-table"; readonly table: string }
  /** Also the answer to the question; the kernel alone says the owner's netlink address. */
  | { readonly kind: "table"; readonly table: string; readonly flags: number; readonly ownerPortId?: number }
  | { readonly kind: "set"; readonly table: string; readonly set: NftSet }
  | { readonly kind: "chain"; readonly table: string; readonly chain: string; readonly hook?: NftHook }
  | { readonly kind: "rule"; readonly table: string; readonly chain: string; readonly expressions: readonly NftExpression[] };

export type NftablesHeader = Pick<NetlinkHeader, "flags" | "sequence" | "portId">;

export function encodeNftablesMessage(
  message: NftablesMessage,
  header: NftablesHeader,
  order: ByteOrder = "little",
): Uint8Array<ArrayBuffer> {
  const { kind } = message;
  if (kind === "batch-begin" || kind === "batch-end") {
    const payload = encodeNfnetlinkHeader({ family: nfproto.NFPROTO_UNSPEC, version: 0, resourceId: nfnlSubsys.NFNL_SUBSYS_NFTABLES });
    return encodeNetlinkMessage({ ...header, type: batchTypes[kind] }, payload, order);
  }
  const bytes = new ByteWriter();
  bytes.append(encodeNfnetlinkHeader({ family: NFPROTO_INET, version: 0, resourceId: 0 }));
  writeAttributes(new AttributeWriter(order, bytes), message);
  const type = nfnetlinkMessageType(nfnlSubsys.NFNL_SUBSYS_NFTABLES, messageNumbers[kind]);
  return encodeNetlinkMessage({ ...header, type }, bytes.finish(), order);
}

type Attributed = Exclude<NftablesMessage, { kind: "batch-begin" | "batch-end" }>;

/** Attributes stand in the order in which libnftnl puts them, so that our bytes can be held against those of `nft`. */
function writeAttributes(writer: AttributeWriter, message: Attributed): void {
  switch (message.kind) {
    case "get-table":
      writer.text(nftaTable.NFTA_TABLE_NAME, message.table);
      return;
    case "table":
      writer.text(nftaTable.NFTA_TABLE_NAME, message.table);
      writer.uint32(nftaTable.NFTA_TABLE_FLAGS, message.flags);
      if (message.ownerPortId !== undefined) writer.uint32(nftaTable.NFTA_TABLE_OWNER, message.ownerPortId);
      return;
    case "set":
      writer.text(nftaSet.NFTA_SET_TABLE, message.table);
      writeSet(writer, message.set);
      return;
    case "chain":
      writer.text(nftaChain.NFTA_CHAIN_TABLE, message.table);
      writer.text(nftaChain.NFTA_CHAIN_NAME, message.chain);
      if (message.hook !== undefined) writeBase(writer, message.hook);
      return;
    case "rule":
      writer.text(nftaRule.NFTA_RULE_TABLE, message.table);
      writer.text(nftaRule.NFTA_RULE_CHAIN, message.chain);
      writer.nest(nftaRule.NFTA_RULE_EXPRESSIONS, () => {
        for (const expression of message.expressions) writeExpression(writer, expression);
      });
      return;
  }
}

/** What makes a chain one that sees packets. */
function writeBase(writer: AttributeWriter, hook: NftHook): void {
  writer.text(nftaChain.NFTA_CHAIN_TYPE, filterType);
  writer.uint32(nftaChain.NFTA_CHAIN_POLICY, NF_ACCEPT);
  writer.nest(nftaChain.NFTA_CHAIN_HOOK, () => writeHook(writer, hook));
}

/** One message and its header; what Ullage does not write is a WireError, so that a test sees all that is ever sent. */
export function decodeNftablesMessage(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  order: ByteOrder = "little",
): { readonly header: NftablesHeader; readonly message: NftablesMessage } {
  const { header, payloadStart, payloadEnd } = decodeNetlinkMessage(bytes, start, end, order);
  const { flags, sequence, portId } = header;
  const { family, resourceId } = decodeNfnetlinkHeader(bytes, payloadStart, payloadEnd);
  const said = { header: { flags, sequence, portId } };
  for (const kind of ["batch-begin", "batch-end"] as const) {
    if (header.type !== batchTypes[kind]) continue;
    if (resourceId !== nfnlSubsys.NFNL_SUBSYS_NFTABLES) throw new WireError("bad-value", 18, `a batch of subsystem ${resourceId}`);
    return { ...said, message: { kind } };
  }
  const isOurs = subsystemOf(header.type) === nfnlSubsys.NFNL_SUBSYS_NFTABLES;
  const kind = isOurs ? messageKinds.find((name) => messageNumbers[name] === messageNumberOf(header.type)) : undefined;
  if (kind === undefined)
    throw new WireError("unexpected-type", 4, `nlmsg_type ${header.type} is no message to nftables that is known here`);
  if (family !== NFPROTO_INET) throw new WireError("bad-value", 16, `family ${family} is not inet`);
  const cursor = new AttributeCursor(bytes, payloadStart + nfnetlinkHeaderLength, payloadEnd, order, { unknown: 0 }, start);
  return { ...said, message: readAttributes(kind, cursor) };
}

function readAttributes(kind: Attributed["kind"], cursor: AttributeCursor): NftablesMessage {
  switch (kind) {
    case "get-table":
    case "table":
      return readTable(kind, cursor);
    case "set":
      return { kind, ...readSet(cursor) };
    case "chain":
      return readChain(cursor);
    case "rule":
      return readRule(cursor);
  }
}

function readTable(kind: "get-table" | "table", cursor: AttributeCursor): NftablesMessage {
  let table: string | undefined;
  let flags = 0;
  let ownerPortId: number | undefined;
  while (cursor.next()) {
    if (cursor.type === nftaTable.NFTA_TABLE_NAME) table = cursor.text("NFTA_TABLE_NAME");
    else if (cursor.type === nftaTable.NFTA_TABLE_FLAGS) flags = cursor.uint32("NFTA_TABLE_FLAGS");
    else if (cursor.type === nftaTable.NFTA_TABLE_OWNER) ownerPortId = cursor.uint32("NFTA_TABLE_OWNER");
    else cursor.skipUnknown();
  }
  if (table === undefined) throw cursor.missing("NFTA_TABLE_NAME");
  if (kind === "get-table") return { kind, table };
  return { kind, table, flags, ...(ownerPortId === undefined ? {} : { ownerPortId }) };
}

function readChain(cursor: AttributeCursor): NftablesMessage {
  let table: string | undefined;
  let chain: string | undefined;
  let hook: NftHook | undefined;
  while (cursor.next()) {
    if (cursor.type === nftaChain.NFTA_CHAIN_TABLE) table = cursor.text("NFTA_CHAIN_TABLE");
    else if (cursor.type === nftaChain.NFTA_CHAIN_NAME) chain = cursor.text("NFTA_CHAIN_NAME");
    else if (cursor.type === nftaChain.NFTA_CHAIN_HOOK) hook = readHook(cursor.nested());
    else if (cursor.type === nftaChain.NFTA_CHAIN_TYPE) expect(cursor, cursor.text("NFTA_CHAIN_TYPE"), filterType);
    else if (cursor.type === nftaChain.NFTA_CHAIN_POLICY) expect(cursor, cursor.uint32("NFTA_CHAIN_POLICY"), NF_ACCEPT);
    else cursor.skipUnknown();
  }
  if (table === undefined || chain === undefined) throw cursor.missing("a name");
  return { kind: "chain", table, chain, ...(hook === undefined ? {} : { hook }) };
}

function readRule(cursor: AttributeCursor): NftablesMessage {
  let table: string | undefined;
  let chain: string | undefined;
  let expressions: readonly NftExpression[] = [];
  while (cursor.next()) {
    if (cursor.type === nftaRule.NFTA_RULE_TABLE) table = cursor.text("NFTA_RULE_TABLE");
    else if (cursor.type === nftaRule.NFTA_RULE_CHAIN) chain = cursor.text("NFTA_RULE_CHAIN");
    else if (cursor.type === nftaRule.NFTA_RULE_EXPRESSIONS) expressions = readExpressions(cursor.nested());
    else cursor.skipUnknown();
  }
  if (table === undefined || chain === undefined) throw cursor.missing("a name");
  return { kind: "rule", table, chain, expressions };
}

function expect(cursor: AttributeCursor, value: string | number, wanted: string | number): void {
  if (value !== wanted) throw cursor.badValue(`${value} is not ${wanted}`);
}

const batchTypes = { "batch-begin": nfnlBatch.NFNL_MSG_BATCH_BEGIN, "batch-end": nfnlBatch.NFNL_MSG_BATCH_END } as const;
const messageNumbers = {
  "get-table": nftMessage.NFT_MSG_GETTABLE,
  table: nftMessage.NFT_MSG_NEWTABLE,
  set: nftMessage.NFT_MSG_NEWSET,
  chain: nftMessage.NFT_MSG_NEWCHAIN,
  rule: nftMessage.NFT_MSG_NEWRULE,
} as const satisfies Record<Attributed["kind"], number>;
const messageKinds = ["get-table", "table", "set", "chain", "rule"] as const;
const filterType = "filter";
