import type { SctpInfo, TcpInfo } from "../../model/flow.ts";
import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";
import type { AttributeCursor } from "../netlink/attribute-cursor.ts";
import type { AttributeWriter } from "../netlink/attribute-writer.ts";
import { ctattrProtoinfo, ctattrProtoinfoSctp, ctattrProtoinfoTcp, ctattrType } from "./constants.ts";

/** What a protocol's tracker knows beyond the tuple. */
export interface ProtocolInfo {
  readonly tcp?: TcpInfo;
  readonly sctp?: SctpInfo;
}

/** `cursor` stands inside CTA_PROTOINFO. DCCP's part is skipped and counted: it has no place in a `Flow`. */
export function readProtocolInfo(cursor: AttributeCursor): ProtocolInfo {
  let info: ProtocolInfo = {};
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrProtoinfo.CTA_PROTOINFO_TCP: {
        const tcp = readTcp(cursor.nested());
        if (tcp !== undefined) info = { ...info, tcp };
        break;
      }
      case ctattrProtoinfo.CTA_PROTOINFO_SCTP: {
        const sctp = readSctp(cursor.nested());
        if (sctp !== undefined) info = { ...info, sctp };
        break;
      }
      default:
        cursor.skipUnknown();
    }
  }
  return info;
}

export function writeProtocolInfo(attributes: AttributeWriter, { tcp, sctp }: ProtocolInfo): void {
  if (tcp === undefined && sctp === undefined) return;
  attributes.nest(ctattrType.CTA_PROTOINFO, () => {
    if (tcp !== undefined) attributes.nest(ctattrProtoinfo.CTA_PROTOINFO_TCP, () => writeTcp(attributes, tcp));
    if (sctp !== undefined) attributes.nest(ctattrProtoinfo.CTA_PROTOINFO_SCTP, () => writeSctp(attributes, sctp));
  });
}

/** DESTROY events carry the state alone. A state number that has no name yet is counted like an unknown attribute. */
function readTcp(cursor: AttributeCursor): TcpInfo | undefined {
  let state: number | undefined;
  const info: { -readonly [K in keyof Omit<TcpInfo, "state">]: TcpInfo[K] } = {};
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_STATE:
        state = cursor.uint8("CTA_PROTOINFO_TCP_STATE");
        break;
      case ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_WSCALE_ORIGINAL:
        info.windowScaleOriginal = cursor.uint8("CTA_PROTOINFO_TCP_WSCALE_ORIGINAL");
        break;
      case ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_WSCALE_REPLY:
        info.windowScaleReply = cursor.uint8("CTA_PROTOINFO_TCP_WSCALE_REPLY");
        break;
      case ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_FLAGS_ORIGINAL:
        info.flagsOriginal = readTcpFlags(cursor, "CTA_PROTOINFO_TCP_FLAGS_ORIGINAL");
        break;
      case ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_FLAGS_REPLY:
        info.flagsReply = readTcpFlags(cursor, "CTA_PROTOINFO_TCP_FLAGS_REPLY");
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (state === undefined) throw cursor.missing("CTA_PROTOINFO_TCP_STATE");
  const name = tcpStateNames[state];
  if (name === undefined) cursor.skipUnknown();
  return name === undefined ? undefined : { state: name, ...info };
}

/** `struct nf_ct_tcp_flags`: two bytes, no order to mind. */
function readTcpFlags(cursor: AttributeCursor, name: string): { readonly flags: number; readonly mask: number } {
  const both = cursor.uint16(name);
  return { flags: both >>> 8, mask: both & 0xff };
}

function writeTcp(attributes: AttributeWriter, tcp: TcpInfo): void {
  attributes.uint8(ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_STATE, tcpStateNames.indexOf(tcp.state));
  if (tcp.windowScaleOriginal !== undefined)
    attributes.uint8(ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, tcp.windowScaleOriginal);
  if (tcp.windowScaleReply !== undefined) attributes.uint8(ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_WSCALE_REPLY, tcp.windowScaleReply);
  if (tcp.flagsOriginal !== undefined)
    attributes.copy(ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, Uint8Array.of(tcp.flagsOriginal.flags, tcp.flagsOriginal.mask));
  if (tcp.flagsReply !== undefined)
    attributes.copy(ctattrProtoinfoTcp.CTA_PROTOINFO_TCP_FLAGS_REPLY, Uint8Array.of(tcp.flagsReply.flags, tcp.flagsReply.mask));
}

function readSctp(cursor: AttributeCursor): SctpInfo | undefined {
  let state: number | undefined;
  const info: { -readonly [K in keyof Omit<SctpInfo, "state">]: SctpInfo[K] } = {};
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrProtoinfoSctp.CTA_PROTOINFO_SCTP_STATE:
        state = cursor.uint8("CTA_PROTOINFO_SCTP_STATE");
        break;
      case ctattrProtoinfoSctp.CTA_PROTOINFO_SCTP_VTAG_ORIGINAL:
        info.verificationTagOriginal = cursor.uint32("CTA_PROTOINFO_SCTP_VTAG_ORIGINAL");
        break;
      case ctattrProtoinfoSctp.CTA_PROTOINFO_SCTP_VTAG_REPLY:
        info.verificationTagReply = cursor.uint32("CTA_PROTOINFO_SCTP_VTAG_REPLY");
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (state === undefined) throw cursor.missing("CTA_PROTOINFO_SCTP_STATE");
  const name = sctpStateNames[state];
  if (name === undefined) cursor.skipUnknown();
  return name === undefined ? undefined : { state: name, ...info };
}

function writeSctp(attributes: AttributeWriter, sctp: SctpInfo): void {
  attributes.uint8(ctattrProtoinfoSctp.CTA_PROTOINFO_SCTP_STATE, sctpStateNames.indexOf(sctp.state));
  if (sctp.verificationTagOriginal !== undefined)
    attributes.uint32(ctattrProtoinfoSctp.CTA_PROTOINFO_SCTP_VTAG_ORIGINAL, sctp.verificationTagOriginal);
  if (sctp.verificationTagReply !== undefined)
    attributes.uint32(ctattrProtoinfoSctp.CTA_PROTOINFO_SCTP_VTAG_REPLY, sctp.verificationTagReply);
}
