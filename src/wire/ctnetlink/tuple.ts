import type { Layer4, Tuple } from "../../model/flow.ts";
import { formatAddress, isIpv4Words, parseAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import type { AttributeCursor } from "../netlink/attribute-cursor.ts";
import type { AttributeWriter } from "../netlink/attribute-writer.ts";
import { ctattrIp, ctattrL4proto, ctattrTuple } from "./constants.ts";

/** A tuple as it travels: with its own family and protocol, which a `Flow` holds once for both. */
export interface WireTuple {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly tuple: Tuple;
}

/** `cursor` stands inside CTA_TUPLE_ORIG, CTA_TUPLE_REPLY or CTA_TUPLE_MASTER. */
export function readTuple(cursor: AttributeCursor): WireTuple {
  let addresses: Addresses | undefined;
  let protocol: { readonly number: number; readonly layer4: Layer4 } | undefined;
  let zone: number | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrTuple.CTA_TUPLE_IP:
        addresses = readAddresses(cursor.nested());
        break;
      case ctattrTuple.CTA_TUPLE_PROTO:
        protocol = readProtocol(cursor.nested());
        break;
      case ctattrTuple.CTA_TUPLE_ZONE:
        zone = cursor.uint16("CTA_TUPLE_ZONE");
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (addresses === undefined) throw cursor.missing("CTA_TUPLE_IP");
  if (protocol === undefined) throw cursor.missing("CTA_TUPLE_PROTO");
  const { family, source, destination } = addresses;
  return {
    family,
    protocol: protocol.number,
    tuple: { source, destination, layer4: protocol.layer4, ...(zone === undefined ? {} : { zone }) },
  };
}

export function writeTuple(attributes: AttributeWriter, type: number, { family, protocol, tuple }: WireTuple): void {
  attributes.nest(type, () => {
    attributes.nest(ctattrTuple.CTA_TUPLE_IP, () => {
      attributes.copy(family === 4 ? ctattrIp.CTA_IP_V4_SRC : ctattrIp.CTA_IP_V6_SRC, addressBytes(family, tuple.source));
      attributes.copy(family === 4 ? ctattrIp.CTA_IP_V4_DST : ctattrIp.CTA_IP_V6_DST, addressBytes(family, tuple.destination));
    });
    attributes.nest(ctattrTuple.CTA_TUPLE_PROTO, () => {
      attributes.uint8(ctattrL4proto.CTA_PROTO_NUM, protocol);
      writeLayer4(attributes, protocol, tuple.layer4);
    });
    if (tuple.zone !== undefined) attributes.uint16(ctattrTuple.CTA_TUPLE_ZONE, tuple.zone);
  });
}

interface Addresses {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
}

function readAddresses(cursor: AttributeCursor): Addresses {
  let family: 4 | 6 | undefined;
  let source: string | undefined;
  let destination: string | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrIp.CTA_IP_V4_SRC:
        source = ipv4Text(cursor.uint32("CTA_IP_V4_SRC"));
        family = 4;
        break;
      case ctattrIp.CTA_IP_V4_DST:
        destination = ipv4Text(cursor.uint32("CTA_IP_V4_DST"));
        family = 4;
        break;
      case ctattrIp.CTA_IP_V6_SRC:
        source = ipv6Text(cursor.copyOf(16, "CTA_IP_V6_SRC"));
        family = 6;
        break;
      case ctattrIp.CTA_IP_V6_DST:
        destination = ipv6Text(cursor.copyOf(16, "CTA_IP_V6_DST"));
        family = 6;
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (source === undefined || family === undefined) throw cursor.missing("the source address");
  if (destination === undefined) throw cursor.missing("the destination address");
  return { family, source, destination };
}

function readProtocol(cursor: AttributeCursor): { readonly number: number; readonly layer4: Layer4 } {
  let number: number | undefined;
  let kind: Layer4["kind"] = "generic";
  let sourcePort = 0;
  let destinationPort = 0;
  let id = 0;
  let type = 0;
  let code = 0;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrL4proto.CTA_PROTO_NUM:
        number = cursor.uint8("CTA_PROTO_NUM");
        break;
      case ctattrL4proto.CTA_PROTO_SRC_PORT:
        sourcePort = cursor.uint16("CTA_PROTO_SRC_PORT");
        kind = "ports";
        break;
      case ctattrL4proto.CTA_PROTO_DST_PORT:
        destinationPort = cursor.uint16("CTA_PROTO_DST_PORT");
        kind = "ports";
        break;
      case ctattrL4proto.CTA_PROTO_ICMP_ID:
      case ctattrL4proto.CTA_PROTO_ICMPV6_ID:
        id = cursor.uint16("the ICMP id");
        kind = "icmp";
        break;
      case ctattrL4proto.CTA_PROTO_ICMP_TYPE:
      case ctattrL4proto.CTA_PROTO_ICMPV6_TYPE:
        type = cursor.uint8("the ICMP type");
        kind = "icmp";
        break;
      case ctattrL4proto.CTA_PROTO_ICMP_CODE:
      case ctattrL4proto.CTA_PROTO_ICMPV6_CODE:
        code = cursor.uint8("the ICMP code");
        kind = "icmp";
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (number === undefined) throw cursor.missing("CTA_PROTO_NUM");
  if (kind === "ports") return { number, layer4: { kind, sourcePort, destinationPort } };
  if (kind === "icmp") return { number, layer4: { kind, id, type, code } };
  return { number, layer4: { kind } };
}

/** The kernel's order, so that what it sent is written back byte for byte. */
function writeLayer4(attributes: AttributeWriter, protocol: number, layer4: Layer4): void {
  switch (layer4.kind) {
    case "ports":
      attributes.uint16(ctattrL4proto.CTA_PROTO_SRC_PORT, layer4.sourcePort);
      attributes.uint16(ctattrL4proto.CTA_PROTO_DST_PORT, layer4.destinationPort);
      return;
    case "icmp": {
      const isVersion6 = protocol === ipProtocol.icmpv6;
      attributes.uint16(isVersion6 ? ctattrL4proto.CTA_PROTO_ICMPV6_ID : ctattrL4proto.CTA_PROTO_ICMP_ID, layer4.id);
      attributes.uint8(isVersion6 ? ctattrL4proto.CTA_PROTO_ICMPV6_TYPE : ctattrL4proto.CTA_PROTO_ICMP_TYPE, layer4.type);
      attributes.uint8(isVersion6 ? ctattrL4proto.CTA_PROTO_ICMPV6_CODE : ctattrL4proto.CTA_PROTO_ICMP_CODE, layer4.code);
      return;
    }
    case "generic":
      return;
  }
}

function ipv4Text(word: number): string {
  return formatAddress(0, 0, 0xffff, word);
}

function ipv6Text(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes);
  const word = () => reader.uint32("big", "address");
  return formatAddress(word(), word(), word(), word());
}

/** The family decides the length: an IPv6 flow may have mapped addresses, whose text is that of IPv4. */
function addressBytes(family: 4 | 6, text: string): Uint8Array {
  const words = parseAddress(text);
  if (words === undefined) throw new WireError("bad-value", 0, `"${text}" is no address`);
  if (family === 4 && !isIpv4Words(words[0], words[1], words[2])) throw new WireError("bad-value", 0, `"${text}" is no IPv4 address`);
  const writer = new ByteWriter(16);
  for (const word of family === 4 ? words.slice(3) : words) writer.uint32(word, "big");
  return writer.finish();
}
