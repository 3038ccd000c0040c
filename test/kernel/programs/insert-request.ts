import type { Tuple } from "../../../src/model/flow.ts";
import { flowStatusBit } from "../../../src/model/flow-status.ts";
import { type AddressWords, parseAddress } from "../../../src/model/ip-address.ts";
import { ipProtocol } from "../../../src/model/ip-protocol.ts";
import { sctpStateNames, tcpStateNames } from "../../../src/model/tcp-state.ts";
import { AttributeWriter } from "../../../src/wire/netlink/attribute-writer.ts";
import { nlmFlag } from "../../../src/wire/netlink/constants.ts";
import { encodeNetlinkMessage } from "../../../src/wire/netlink/message.ts";
import type { InsertableFlow } from "../insertable-flow.ts";

/** IPCTNL_MSG_CT_NEW that creates an entry: what `conntrack -I` sends. */
export function encodeInsertRequest(flow: InsertableFlow): Uint8Array {
  const attributes = new AttributeWriter();
  attributes.nest(cta.tupleOrig, () => writeTuple(attributes, flow, flow.original));
  attributes.nest(cta.tupleReply, () => writeTuple(attributes, flow, flow.reply));
  // ctnetlink_change_status() answers EBUSY to an entry that is not to be confirmed.
  attributes.uint32(cta.status, flow.status | flowStatusBit.confirmed);
  attributes.uint32(cta.timeout, flow.timeoutSeconds);
  if (flow.mark !== undefined) attributes.uint32(cta.mark, flow.mark);
  if (flow.zone !== undefined) attributes.uint16(cta.zone, flow.zone);
  writeState(attributes, flow);
  const nfgenmsg = Uint8Array.of(flow.family === 4 ? 2 : 10, 0, 0, 0);
  const payload = new Uint8Array([...nfgenmsg, ...attributes.finish()]);
  const flags = nlmFlag.NLM_F_REQUEST | nlmFlag.NLM_F_CREATE | nlmFlag.NLM_F_EXCL;
  return encodeNetlinkMessage({ type: subsystemConntrack << 8, flags, sequence: 0, portId: 0 }, payload);
}

function writeTuple(attributes: AttributeWriter, flow: InsertableFlow, tuple: Tuple): void {
  attributes.nest(ctaTuple.ip, () => {
    attributes.copy(flow.family === 4 ? 1 : 3, addressBytes(tuple.source));
    attributes.copy(flow.family === 4 ? 2 : 4, addressBytes(tuple.destination));
  });
  attributes.nest(ctaTuple.proto, () => {
    attributes.uint8(ctaProto.num, flow.protocol);
    const { layer4 } = tuple;
    if (layer4.kind === "ports") {
      attributes.uint16(ctaProto.sourcePort, layer4.sourcePort);
      attributes.uint16(ctaProto.destinationPort, layer4.destinationPort);
    } else if (layer4.kind === "icmp") {
      const first = flow.protocol === ipProtocol.icmpv6 ? ctaProto.icmpv6Id : ctaProto.icmpId;
      attributes.uint16(first, layer4.id);
      attributes.uint8(first + 1, layer4.type);
      attributes.uint8(first + 2, layer4.code);
    }
  });
}

function writeState(attributes: AttributeWriter, { tcp, sctp }: InsertableFlow): void {
  if (tcp !== undefined) {
    attributes.nest(cta.protoinfo, () => attributes.nest(1, () => attributes.uint8(1, tcpStateNames.indexOf(tcp.state))));
  }
  if (sctp !== undefined) {
    attributes.nest(cta.protoinfo, () =>
      attributes.nest(3, () => {
        attributes.uint8(1, sctpStateNames.indexOf(sctp.state));
        attributes.uint32(2, sctp.verificationTagOriginal ?? 0);
        attributes.uint32(3, sctp.verificationTagReply ?? 0);
      }),
    );
  }
}

function addressBytes(text: string): Uint8Array {
  const words: AddressWords = parseAddress(text)!;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word);
  return text.includes(":") ? bytes : bytes.slice(12);
}

/** NFNL_SUBSYS_CTNETLINK and `enum ctattr_type`, `ctattr_tuple`, `ctattr_l4proto` (include/uapi/linux/netfilter/nfnetlink_conntrack.h). */
const subsystemConntrack = 1;
const cta = { tupleOrig: 1, tupleReply: 2, status: 3, protoinfo: 4, timeout: 7, mark: 8, zone: 18 } as const;
const ctaTuple = { ip: 1, proto: 2 } as const;
const ctaProto = { num: 1, sourcePort: 2, destinationPort: 3, icmpId: 4, icmpv6Id: 7 } as const;
