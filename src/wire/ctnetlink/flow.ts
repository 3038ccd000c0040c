import type { Flow } from "../../model/flow.ts";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { AttributeWriter } from "../netlink/attribute-writer.ts";
import { decodeNfnetlinkHeader, encodeNfnetlinkHeader, familyNumber, nfnetlinkHeaderLength, nfproto } from "../nfnetlink/header.ts";
import { ctattrType } from "./constants.ts";
import {
  readCounters,
  readHelperName,
  readSecurityContext,
  readSequenceAdjustment,
  readSynProxy,
  readTimestamps,
  writeCounters,
  writeHelperName,
  writeSecurityContext,
  writeSequenceAdjustment,
  writeSynProxy,
  writeTimestamps,
} from "./flow-extensions.ts";
import { readProtocolInfo, writeProtocolInfo } from "./protocol-info.ts";
import { readTuple, type WireTuple, writeTuple } from "./tuple.ts";

/**
 * One entry, complete: the payload of a message behind its netlink header, that is `struct nfgenmsg` and the attributes. `order` is that of the host
 * that sent it.
 */
export function decodeFlow(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): Flow {
  return decodeFlowPayload(bytes, start, end, order).flow;
}

export function encodeFlow(flow: Flow, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  return encodeFlowPayload({ flow, hasStatus: true }, order);
}

/** A payload with what only events have. */
export interface FlowPayload {
  readonly flow: Flow;
  /** Old kernels send no CTA_STATUS in DESTROY; `flow.status` is 0 then and means nothing. */
  readonly hasStatus: boolean;
  /** CTA_TIMESTAMP_EVENT. */
  readonly eventMs?: number;
}

export function decodeFlowPayload(bytes: Uint8Array, start: number, end: number, order: ByteOrder): FlowPayload {
  const family = familyOf(decodeNfnetlinkHeader(bytes, start, end).family);
  const cursor = new AttributeCursor(bytes, start + nfnetlinkHeaderLength, end, order, { unknown: 0 }, start);
  const read = readAttributes(cursor);
  const { original, reply, eventMs, status, ...rest } = read;
  if (original === undefined) throw cursor.missing("CTA_TUPLE_ORIG");
  if (reply === undefined) throw cursor.missing("CTA_TUPLE_REPLY");
  if (original.family !== family || reply.family !== family)
    throw new WireError("bad-value", 0, "addresses are not of the message's family");
  if (original.protocol !== reply.protocol) throw new WireError("bad-value", 0, "the two tuples have different protocols");
  const flow: Flow = {
    family,
    protocol: original.protocol,
    original: original.tuple,
    reply: reply.tuple,
    status: status ?? 0,
    ...rest,
    unknownAttributes: cursor.tally.unknown,
  };
  return { flow, hasStatus: status !== undefined, ...(eventMs === undefined ? {} : { eventMs }) };
}

type ReadAttributes = {
  -readonly [K in keyof Omit<Flow, "family" | "protocol" | "original" | "reply" | "status" | "unknownAttributes">]: Flow[K];
} & { original?: WireTuple; reply?: WireTuple; status?: number; eventMs?: number };

function readAttributes(cursor: AttributeCursor): ReadAttributes {
  const read: ReadAttributes = {};
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrType.CTA_TUPLE_ORIG:
        read.original = readTuple(cursor.nested());
        break;
      case ctattrType.CTA_TUPLE_REPLY:
        read.reply = readTuple(cursor.nested());
        break;
      case ctattrType.CTA_TUPLE_MASTER: {
        const { tuple, protocol } = readTuple(cursor.nested());
        read.master = { ...tuple, protocol };
        break;
      }
      case ctattrType.CTA_STATUS:
        read.status = cursor.uint32("CTA_STATUS");
        break;
      case ctattrType.CTA_TIMEOUT:
        read.timeoutSeconds = cursor.uint32("CTA_TIMEOUT");
        break;
      case ctattrType.CTA_PROTOINFO:
        Object.assign(read, readProtocolInfo(cursor.nested()));
        break;
      case ctattrType.CTA_MARK:
        read.mark = cursor.uint32("CTA_MARK");
        break;
      case ctattrType.CTA_ZONE:
        read.zone = cursor.uint16("CTA_ZONE");
        break;
      case ctattrType.CTA_USE:
        read.useCount = cursor.uint32("CTA_USE");
        break;
      case ctattrType.CTA_ID:
        read.id = cursor.uint32("CTA_ID");
        break;
      case ctattrType.CTA_COUNTERS_ORIG:
        read.originalCounters = readCounters(cursor.nested());
        break;
      case ctattrType.CTA_COUNTERS_REPLY:
        read.replyCounters = readCounters(cursor.nested());
        break;
      case ctattrType.CTA_TIMESTAMP:
        Object.assign(read, readTimestamps(cursor.nested()));
        break;
      case ctattrType.CTA_TIMESTAMP_EVENT:
        read.eventMs = cursor.nanosecondsAsMs("CTA_TIMESTAMP_EVENT");
        break;
      case ctattrType.CTA_SECCTX:
        read.securityContext = readSecurityContext(cursor.nested());
        break;
      case ctattrType.CTA_LABELS:
        read.labels = cursor.copy("CTA_LABELS");
        break;
      case ctattrType.CTA_LABELS_MASK:
        read.labelsMask = cursor.copy("CTA_LABELS_MASK");
        break;
      case ctattrType.CTA_HELP:
        read.helperName = readHelperName(cursor.nested());
        break;
      case ctattrType.CTA_SEQ_ADJ_ORIG:
        read.sequenceAdjustments = { ...read.sequenceAdjustments, original: readSequenceAdjustment(cursor.nested()) };
        break;
      case ctattrType.CTA_SEQ_ADJ_REPLY:
        read.sequenceAdjustments = { ...read.sequenceAdjustments, reply: readSequenceAdjustment(cursor.nested()) };
        break;
      case ctattrType.CTA_SYNPROXY:
        read.synProxy = readSynProxy(cursor.nested());
        break;
      default:
        cursor.skipUnknown();
    }
  }
  return read;
}

/** In the order of the kernel's `ctnetlink_fill_info`, so that a dumped entry is written back byte for byte. */
export function encodeFlowPayload({ flow, hasStatus, eventMs }: FlowPayload, order: ByteOrder): Uint8Array<ArrayBuffer> {
  const { family, protocol } = flow;
  const writer = new ByteWriter();
  writer.append(encodeNfnetlinkHeader({ family: familyNumber(family), version: 0, resourceId: 0 }));
  const attributes = new AttributeWriter(order, writer);
  const number = (type: number, value: number | undefined) => {
    if (value !== undefined) attributes.uint32(type, value);
  };
  writeTuple(attributes, ctattrType.CTA_TUPLE_ORIG, { family, protocol, tuple: flow.original });
  writeTuple(attributes, ctattrType.CTA_TUPLE_REPLY, { family, protocol, tuple: flow.reply });
  if (flow.zone !== undefined) attributes.uint16(ctattrType.CTA_ZONE, flow.zone);
  if (hasStatus) attributes.uint32(ctattrType.CTA_STATUS, flow.status);
  number(ctattrType.CTA_MARK, flow.mark);
  writeSecurityContext(attributes, flow.securityContext);
  number(ctattrType.CTA_ID, flow.id);
  number(ctattrType.CTA_USE, flow.useCount);
  if (flow.master !== undefined)
    writeTuple(attributes, ctattrType.CTA_TUPLE_MASTER, { family, protocol: flow.master.protocol, tuple: flow.master });
  number(ctattrType.CTA_TIMEOUT, flow.timeoutSeconds);
  writeProtocolInfo(attributes, flow);
  writeCounters(attributes, ctattrType.CTA_COUNTERS_ORIG, flow.originalCounters);
  writeCounters(attributes, ctattrType.CTA_COUNTERS_REPLY, flow.replyCounters);
  writeTimestamps(attributes, flow);
  writeHelperName(attributes, flow.helperName);
  if (flow.labels !== undefined) attributes.copy(ctattrType.CTA_LABELS, flow.labels);
  if (flow.labelsMask !== undefined) attributes.copy(ctattrType.CTA_LABELS_MASK, flow.labelsMask);
  writeSequenceAdjustment(attributes, ctattrType.CTA_SEQ_ADJ_ORIG, flow.sequenceAdjustments?.original);
  writeSequenceAdjustment(attributes, ctattrType.CTA_SEQ_ADJ_REPLY, flow.sequenceAdjustments?.reply);
  writeSynProxy(attributes, flow.synProxy);
  if (eventMs !== undefined) attributes.msAsNanoseconds(ctattrType.CTA_TIMESTAMP_EVENT, eventMs);
  return attributes.finish();
}

function familyOf(number: number): 4 | 6 {
  if (number === nfproto.NFPROTO_IPV4) return 4;
  if (number === nfproto.NFPROTO_IPV6) return 6;
  throw new WireError("bad-value", 0, `nfgen_family ${number} is neither IPv4 nor IPv6`);
}
