import type { Flow } from "../../model/flow.ts";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { WireError } from "../bytes/wire-error.ts";
import { nlmFlag } from "../netlink/constants.ts";
import { decodeNetlinkMessage, encodeNetlinkMessage, type NetlinkMessage } from "../netlink/message.ts";
import { multicastGroupMask, nfnlgrp } from "../nfnetlink/multicast-group.ts";
import { nfnetlinkMessageType, nfnlSubsys } from "../nfnetlink/subsystem.ts";
import { cntlMsgType } from "./constants.ts";
import { decodeFlowPayload, encodeFlowPayload } from "./flow.ts";

/**
 * An entry was born, changed or died. What else comes with it depends on the kernel: DESTROY has the rest of the timeout and the protocol's state since
 * Linux 5.11 (the timeout only where it is not 0), and no CTA_STATUS on very old kernels. Only the tuples are always there.
 */
export interface FlowEvent {
  readonly kind: "new" | "update" | "destroy";
  readonly flow: Flow;
  /** False where the kernel sent no status: `flow.status` is 0 then and means nothing. */
  readonly hasStatus: boolean;
  /** When it happened by the kernel's clock, where it says so (`nf_conntrack_timestamp` and a kernel with CTA_TIMESTAMP_EVENT). */
  readonly atMs?: number;
}

/** For `bind`: the three groups of conntrack events. */
export const flowEventGroupMask = multicastGroupMask([
  nfnlgrp.NFNLGRP_CONNTRACK_NEW,
  nfnlgrp.NFNLGRP_CONNTRACK_UPDATE,
  nfnlgrp.NFNLGRP_CONNTRACK_DESTROY,
]);

const newType = nfnetlinkMessageType(nfnlSubsys.NFNL_SUBSYS_CTNETLINK, cntlMsgType.IPCTNL_MSG_CT_NEW);
const deleteType = nfnetlinkMessageType(nfnlSubsys.NFNL_SUBSYS_CTNETLINK, cntlMsgType.IPCTNL_MSG_CT_DELETE);

/** Decodes the message at `start`; use `decodeFlowEventOf` for one that was found by walking a datagram. */
export function decodeFlowEvent(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): FlowEvent {
  return decodeFlowEventOf(bytes, decodeNetlinkMessage(bytes, start, end, order), order);
}

function decodeFlowEventOf(bytes: Uint8Array, message: NetlinkMessage, order: ByteOrder = "little"): FlowEvent {
  const kind = kindOf(message);
  const { flow, hasStatus, eventMs } = decodeFlowPayload(bytes, message.payloadStart, message.payloadEnd, order);
  return { kind, flow, hasStatus, ...(eventMs === undefined ? {} : { atMs: eventMs }) };
}

/** The whole message. */
export function encodeFlowEvent(event: FlowEvent, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const { kind, flow, hasStatus, atMs } = event;
  const payload = encodeFlowPayload({ flow, hasStatus, ...(atMs === undefined ? {} : { eventMs: atMs }) }, order);
  const header = {
    type: kind === "destroy" ? deleteType : newType,
    flags: kind === "new" ? nlmFlag.NLM_F_CREATE | nlmFlag.NLM_F_EXCL : 0,
    sequence: 0,
    portId: 0,
  };
  return encodeNetlinkMessage(header, payload, order);
}

/** An update has the type of a birth; only the flags tell them apart. */
function kindOf({ header }: NetlinkMessage): FlowEvent["kind"] {
  if (header.type === deleteType) return "destroy";
  if (header.type === newType) return header.flags & nlmFlag.NLM_F_CREATE ? "new" : "update";
  throw new WireError("unexpected-type", 4, `nlmsg_type ${header.type} is no conntrack event`);
}
