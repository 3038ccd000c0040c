import { type ByteOrder, ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { AttributeCursor } from "./attribute-cursor.ts";
import { AttributeWriter } from "./attribute-writer.ts";
import { alignToFour, NLMSG_HDRLEN, nlmFlag, nlmsgerrAttr, nlmsgType } from "./constants.ts";
import { errnoName } from "./errno-name.ts";
import { decodeNetlinkHeader, encodeNetlinkHeader, type NetlinkHeader } from "./header.ts";
import { decodeNetlinkMessage, encodeNetlinkMessage, type NetlinkMessage } from "./message.ts";

/** What the kernel says to a request: NLMSG_ERROR, whose errno 0 is the acknowledgement, or NLMSG_DONE, which ends a dump. */
export type KernelVerdict = KernelError | DumpEnd;

export interface KernelError extends ExtendedAck {
  readonly kind: "error";
  /** Positive; 0 says that the request was done. */
  readonly errno: number;
  /** EPERM, ENOENT …, `acknowledged` for 0. */
  readonly name: string;
  readonly request: NetlinkHeader;
  /** The request as it was sent, without its header, where the kernel sends it back (NLM_F_CAPPED says that it does not). */
  readonly requestPayload?: Uint8Array;
}

export interface DumpEnd extends ExtendedAck {
  readonly kind: "done";
  /** A dump can fail half-way: its end then carries the reason. */
  readonly errno: number;
  readonly name: string;
}

/** `enum nlmsgerr_attrs`, sent where the socket asked for NETLINK_EXT_ACK. */
export interface ExtendedAck {
  /** In the kernel's own words. */
  readonly message?: string;
  /** Where in the request the wrong attribute begins, counted from its header. */
  readonly attributeOffset?: number;
  readonly cookie?: Uint8Array;
  /** Type of the attribute that should have been there, and the offset of the nest it belongs in. */
  readonly missingType?: number;
  readonly missingNest?: number;
  readonly unknownAttributes: number;
}

export function isKernelVerdict(header: NetlinkHeader): boolean {
  return header.type === nlmsgType.NLMSG_ERROR || header.type === nlmsgType.NLMSG_DONE;
}

/** Decodes the message at `start`; use `decodeVerdictOf` for one that was found by walking a datagram. */
export function decodeKernelVerdict(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): KernelVerdict {
  return decodeVerdictOf(bytes, decodeNetlinkMessage(bytes, start, end, order), order);
}

export function decodeVerdictOf(bytes: Uint8Array, message: NetlinkMessage, order: ByteOrder = "little"): KernelVerdict {
  const { header, payloadStart, payloadEnd } = message;
  if (!isKernelVerdict(header))
    throw new WireError("unexpected-type", 4, `nlmsg_type ${header.type} is neither NLMSG_ERROR nor NLMSG_DONE`);
  const reader = new ByteReader(bytes, payloadStart, payloadEnd);
  if (header.type === nlmsgType.NLMSG_DONE) {
    // Kernels and families differ: the end of a dump may come without any payload.
    const errno = reader.remaining === 0 ? 0 : magnitude(reader.int32(order, "error of NLMSG_DONE"));
    const tlvsAt = header.flags & nlmFlag.NLM_F_ACK_TLVS ? reader.offset : payloadEnd;
    return { kind: "done", errno, name: nameOf(errno), ...extendedAck(bytes, tlvsAt, payloadEnd, order) };
  }
  const errno = magnitude(reader.int32(order, "nlmsgerr.error"));
  const requestAt = reader.offset;
  reader.skip(NLMSG_HDRLEN, "nlmsgerr.msg");
  const request = decodeNetlinkHeader(bytes, requestAt, payloadEnd, order);
  const isCapped = errno === 0 || (header.flags & nlmFlag.NLM_F_CAPPED) !== 0;
  const requestPayload = isCapped ? undefined : reader.copyOf(request.length - NLMSG_HDRLEN, "the request sent back");
  const hasTlvs = (header.flags & nlmFlag.NLM_F_ACK_TLVS) !== 0;
  const tlvsAt = hasTlvs ? payloadStart + alignToFour(reader.offset - payloadStart) : payloadEnd;
  return {
    kind: "error",
    errno,
    name: nameOf(errno),
    request,
    ...(requestPayload === undefined ? {} : { requestPayload }),
    ...extendedAck(bytes, tlvsAt, payloadEnd, order),
  };
}

/** The whole message as the kernel would send it to `to`. */
export function encodeKernelVerdict(
  verdict: KernelVerdict,
  to: Pick<NetlinkHeader, "sequence" | "portId"> = { sequence: 0, portId: 0 },
  order: ByteOrder = "little",
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.int32(-verdict.errno, order);
  let flags: number = verdict.kind === "done" ? nlmFlag.NLM_F_MULTI : 0;
  if (verdict.kind === "error") {
    writer.append(encodeNetlinkHeader(verdict.request, order));
    if (verdict.requestPayload === undefined) flags |= nlmFlag.NLM_F_CAPPED;
    else writer.append(verdict.requestPayload);
  }
  const tlvs = new AttributeWriter(order);
  if (verdict.message !== undefined) tlvs.text(nlmsgerrAttr.NLMSGERR_ATTR_MSG, verdict.message);
  if (verdict.attributeOffset !== undefined) tlvs.uint32(nlmsgerrAttr.NLMSGERR_ATTR_OFFS, verdict.attributeOffset, order);
  if (verdict.cookie !== undefined) tlvs.copy(nlmsgerrAttr.NLMSGERR_ATTR_COOKIE, verdict.cookie);
  if (verdict.missingType !== undefined) tlvs.uint32(nlmsgerrAttr.NLMSGERR_ATTR_MISS_TYPE, verdict.missingType, order);
  if (verdict.missingNest !== undefined) tlvs.uint32(nlmsgerrAttr.NLMSGERR_ATTR_MISS_NEST, verdict.missingNest, order);
  const written = tlvs.finish();
  if (written.length > 0) {
    flags |= nlmFlag.NLM_F_ACK_TLVS;
    writer.zeros(alignToFour(writer.length) - writer.length);
    writer.append(written);
  }
  const type = verdict.kind === "done" ? nlmsgType.NLMSG_DONE : nlmsgType.NLMSG_ERROR;
  return encodeNetlinkMessage({ type, flags, ...to }, writer.finish(), order);
}

function extendedAck(bytes: Uint8Array, start: number, end: number, order: ByteOrder): ExtendedAck {
  const cursor = new AttributeCursor(bytes, start, end, order);
  const ack: { -readonly [K in keyof ExtendedAck]: ExtendedAck[K] } = { unknownAttributes: 0 };
  while (cursor.next()) {
    switch (cursor.type) {
      case nlmsgerrAttr.NLMSGERR_ATTR_MSG:
        ack.message = cursor.text("NLMSGERR_ATTR_MSG");
        break;
      case nlmsgerrAttr.NLMSGERR_ATTR_OFFS:
        ack.attributeOffset = cursor.uint32("NLMSGERR_ATTR_OFFS", order);
        break;
      case nlmsgerrAttr.NLMSGERR_ATTR_COOKIE:
        ack.cookie = cursor.copy("NLMSGERR_ATTR_COOKIE");
        break;
      case nlmsgerrAttr.NLMSGERR_ATTR_MISS_TYPE:
        ack.missingType = cursor.uint32("NLMSGERR_ATTR_MISS_TYPE", order);
        break;
      case nlmsgerrAttr.NLMSGERR_ATTR_MISS_NEST:
        ack.missingNest = cursor.uint32("NLMSGERR_ATTR_MISS_NEST", order);
        break;
      // The range or length that the attribute should have had; the offset already says which attribute it was.
      case nlmsgerrAttr.NLMSGERR_ATTR_POLICY:
        break;
      default:
        cursor.skipUnknown();
    }
  }
  ack.unknownAttributes = cursor.tally.unknown;
  return ack;
}

/** The kernel sends -errno. */
function magnitude(error: number): number {
  return error < 0 ? -error : error;
}

function nameOf(errno: number): string {
  return errno === 0 ? "acknowledged" : errnoName(errno);
}
