import type { Flow, Tuple } from "../../model/flow.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { AttributeWriter } from "../netlink/attribute-writer.ts";
import { nlmFlag } from "../netlink/constants.ts";
import { decodeNetlinkMessage, encodeNetlinkMessage, type NetlinkMessage } from "../netlink/message.ts";
import { decodeNfnetlinkHeader, encodeNfnetlinkHeader, familyNumber, nfnetlinkHeaderLength, nfproto } from "../nfnetlink/header.ts";
import { messageNumberOf, nfnetlinkMessageType, nfnlSubsys, subsystemOf } from "../nfnetlink/subsystem.ts";
import { cntlMsgType, ctattrType } from "./constants.ts";
import { decodeFlow, encodeFlow } from "./flow.ts";
import { readTuple, writeTuple } from "./tuple.ts";

/** All that is ever asked of ctnetlink. There is no delete, and no GET_CTRZERO: reading must not change what is read. */
export type ConntrackRequest =
  | { readonly kind: "dump"; readonly filter: DumpFilter }
  | { readonly kind: "get"; readonly key: FlowKey }
  | { readonly kind: "create"; readonly flow: Flow }
  | { readonly kind: "cpu-stats" }
  | { readonly kind: "global-stats" };

/**
 * What the kernel is to leave out. A kernel that does not know a filter returns everything without a word, so whoever asks must look at the entries
 * again: family always worked, the status does since 5.15, the zone since 6.8 (Linux 5.4 has the mark, and only with its mask). NLM_F_DUMP_FILTERED in the answer says
 * only that some filter was used.
 */
export interface DumpFilter {
  /** 0 asks for both. */
  readonly family: 0 | 4 | 6;
  readonly mark?: MaskedValue;
  readonly zone?: number;
  /** IPS_* bits. A mask of 0 is refused with EINVAL. */
  readonly status?: MaskedValue;
}

export interface MaskedValue {
  readonly value: number;
  readonly mask: number;
}

/** One direction of an entry finds it; the original one is asked for here. */
export interface FlowKey {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly original: Tuple;
  readonly zone?: number;
}

/** The whole message. `sequence` comes back in the answer. */
export function encodeConntrackRequest(request: ConntrackRequest, sequence: number, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const message = (number: number, flags: number, payload: Uint8Array) =>
    encodeNetlinkMessage(
      { type: nfnetlinkMessageType(nfnlSubsys.NFNL_SUBSYS_CTNETLINK, number), flags: nlmFlag.NLM_F_REQUEST | flags, sequence, portId: 0 },
      payload,
      order,
    );
  switch (request.kind) {
    case "dump":
      return message(cntlMsgType.IPCTNL_MSG_CT_GET, nlmFlag.NLM_F_DUMP, encodeFilter(request.filter, order));
    case "get":
      return message(cntlMsgType.IPCTNL_MSG_CT_GET, nlmFlag.NLM_F_ACK, encodeKey(request.key, order));
    case "create":
      return message(
        cntlMsgType.IPCTNL_MSG_CT_NEW,
        nlmFlag.NLM_F_ACK | nlmFlag.NLM_F_CREATE | nlmFlag.NLM_F_EXCL,
        encodeFlow(asCreatable(request.flow), order),
      );
    case "cpu-stats":
      return message(cntlMsgType.IPCTNL_MSG_CT_GET_STATS_CPU, nlmFlag.NLM_F_DUMP, bareHeader(0));
    case "global-stats":
      // One message answers it, without NLMSG_DONE behind: the acknowledgement is its end.
      return message(cntlMsgType.IPCTNL_MSG_CT_GET_STATS, nlmFlag.NLM_F_ACK, bareHeader(0));
  }
}

/** What a scripted kernel needs. */
export function decodeConntrackRequest(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): ConntrackRequest {
  const { header, payloadStart, payloadEnd } = decodeNetlinkMessage(bytes, start, end, order);
  const number = subsystemOf(header.type) === nfnlSubsys.NFNL_SUBSYS_CTNETLINK ? messageNumberOf(header.type) : undefined;
  const isDump = (header.flags & nlmFlag.NLM_F_DUMP) === nlmFlag.NLM_F_DUMP;
  const family = familyOf(decodeNfnetlinkHeader(bytes, payloadStart, payloadEnd).family);
  const cursor = () => new AttributeCursor(bytes, payloadStart + nfnetlinkHeaderLength, payloadEnd, order, { unknown: 0 }, payloadStart);
  if (number === cntlMsgType.IPCTNL_MSG_CT_GET && isDump) return { kind: "dump", filter: readFilter(family, cursor()) };
  if (number === cntlMsgType.IPCTNL_MSG_CT_GET) return { kind: "get", key: readKey(cursor()) };
  if (number === cntlMsgType.IPCTNL_MSG_CT_NEW && header.flags & nlmFlag.NLM_F_CREATE)
    return { kind: "create", flow: decodeFlow(bytes, payloadStart, payloadEnd, order) };
  if (number === cntlMsgType.IPCTNL_MSG_CT_GET_STATS_CPU) return { kind: "cpu-stats" };
  if (number === cntlMsgType.IPCTNL_MSG_CT_GET_STATS) return { kind: "global-stats" };
  throw new WireError("unexpected-type", 4, `nlmsg_type ${header.type} is no request of ours`);
}

function encodeFilter(filter: DumpFilter, order: ByteOrder): Uint8Array {
  const { attributes, finish } = beginRequest(filter.family, order);
  if (filter.mark !== undefined) {
    attributes.uint32(ctattrType.CTA_MARK, filter.mark.value);
    attributes.uint32(ctattrType.CTA_MARK_MASK, filter.mark.mask);
  }
  if (filter.zone !== undefined) attributes.uint16(ctattrType.CTA_ZONE, filter.zone);
  if (filter.status !== undefined) {
    attributes.uint32(ctattrType.CTA_STATUS, filter.status.value);
    attributes.uint32(ctattrType.CTA_STATUS_MASK, filter.status.mask);
  }
  return finish();
}

function readFilter(family: 0 | 4 | 6, cursor: AttributeCursor): DumpFilter {
  const read: { mark?: number; markMask?: number; zone?: number; status?: number; statusMask?: number } = {};
  while (cursor.next()) {
    if (cursor.type === ctattrType.CTA_MARK) read.mark = cursor.uint32("CTA_MARK");
    else if (cursor.type === ctattrType.CTA_MARK_MASK) read.markMask = cursor.uint32("CTA_MARK_MASK");
    else if (cursor.type === ctattrType.CTA_ZONE) read.zone = cursor.uint16("CTA_ZONE");
    else if (cursor.type === ctattrType.CTA_STATUS) read.status = cursor.uint32("CTA_STATUS");
    else if (cursor.type === ctattrType.CTA_STATUS_MASK) read.statusMask = cursor.uint32("CTA_STATUS_MASK");
    else cursor.skipUnknown();
  }
  // Without a mask the kernel takes all bits of a mark, and for a status those that are set in it.
  return {
    family,
    ...(read.mark === undefined ? {} : { mark: { value: read.mark, mask: read.markMask ?? 0xffffffff } }),
    ...(read.zone === undefined ? {} : { zone: read.zone }),
    ...(read.status === undefined ? {} : { status: { value: read.status, mask: read.statusMask ?? read.status } }),
  };
}

function encodeKey({ family, protocol, original, zone }: FlowKey, order: ByteOrder): Uint8Array {
  const { attributes, finish } = beginRequest(family, order);
  writeTuple(attributes, ctattrType.CTA_TUPLE_ORIG, { family, protocol, tuple: original });
  if (zone !== undefined) attributes.uint16(ctattrType.CTA_ZONE, zone);
  return finish();
}

function readKey(cursor: AttributeCursor): FlowKey {
  let original: ReturnType<typeof readTuple> | undefined;
  let zone: number | undefined;
  while (cursor.next()) {
    if (cursor.type === ctattrType.CTA_TUPLE_ORIG) original = readTuple(cursor.nested());
    else if (cursor.type === ctattrType.CTA_ZONE) zone = cursor.uint16("CTA_ZONE");
    else cursor.skipUnknown();
  }
  if (original === undefined) throw cursor.missing("CTA_TUPLE_ORIG");
  const { family, protocol, tuple } = original;
  return { family, protocol, original: tuple, ...(zone === undefined ? {} : { zone }) };
}

/**
 * The kernel starts an entry as CONFIRMED and refuses with EBUSY to change that bit, or EXPECTED, which it sets itself when a master is named; and with
 * EINVAL an entry without a timeout. TCP needs its state too, else it counts as NONE.
 */
function asCreatable(flow: Flow): Flow {
  if (flow.timeoutSeconds === undefined) throw new WireError("missing-attribute", 0, "an entry cannot be made without a timeout");
  const status = ((flow.status | flowStatusBit.confirmed) & ~flowStatusBit.expected) >>> 0;
  return { ...flow, status };
}

function beginRequest(family: 0 | 4 | 6, order: ByteOrder): { readonly attributes: AttributeWriter; readonly finish: () => Uint8Array } {
  const writer = new ByteWriter();
  writer.append(bareHeader(family));
  const attributes = new AttributeWriter(order, writer);
  return { attributes, finish: () => attributes.finish() };
}

function bareHeader(family: 0 | 4 | 6): Uint8Array {
  return encodeNfnetlinkHeader({ family: familyNumber(family), version: 0, resourceId: 0 });
}

function familyOf(number: number): 0 | 4 | 6 {
  if (number === nfproto.NFPROTO_UNSPEC) return 0;
  if (number === nfproto.NFPROTO_IPV4) return 4;
  if (number === nfproto.NFPROTO_IPV6) return 6;
  throw new WireError("bad-value", 16, `nfgen_family ${number} is neither IPv4 nor IPv6`);
}

/** The parts of an answer that carry entries. */
export function isFlowMessage({ header }: NetlinkMessage): boolean {
  return header.type === nfnetlinkMessageType(nfnlSubsys.NFNL_SUBSYS_CTNETLINK, cntlMsgType.IPCTNL_MSG_CT_NEW);
}
