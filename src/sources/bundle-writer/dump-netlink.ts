import { nlmFlag } from "../../wire/netlink/constants.ts";
import { errnoName } from "../../wire/netlink/errno-name.ts";
import { decodeVerdictOf, isKernelVerdict } from "../../wire/netlink/kernel-error.ts";
import { encodeNetlinkMessage, type NetlinkMessage, netlinkMessages } from "../../wire/netlink/message.ts";
import { hostByteOrder, SystemCallError } from "../libc.ts";
import { NetlinkSocket } from "../netlink-socket.ts";

export interface NetlinkDump {
  readonly protocol: number;
  readonly messageType: number;
  readonly payload: Uint8Array;
  /** What is left after so long is given up; the answer says so. */
  readonly timeoutMs: number;
}

/**
 * Asks for a dump and waits for it. It blocks the thread, which is right only for a program that has nothing else to do and for lists of thousands, not
 * for the table of connections.
 */
export function dumpNetlink(
  { protocol, messageType, payload, timeoutMs }: NetlinkDump,
  onMessage: (bytes: Uint8Array, message: NetlinkMessage) => void,
): { readonly isComplete: boolean } {
  const socket = new NetlinkSocket(protocol);
  try {
    const header = { type: messageType, flags: nlmFlag.NLM_F_REQUEST | nlmFlag.NLM_F_DUMP, sequence: 1, portId: 0 };
    socket.send(encodeNetlinkMessage(header, payload, hostByteOrder));
    const buffer = new Uint8Array(receiveBytes);
    for (const endMs = performance.now() + timeoutMs; performance.now() < endMs; ) {
      const length = socket.receive(buffer);
      for (const message of netlinkMessages(buffer, 0, length, hostByteOrder)) {
        if (!isKernelVerdict(message.header)) {
          onMessage(buffer, message);
          continue;
        }
        const { errno } = decodeVerdictOf(buffer, message, hostByteOrder);
        if (errno !== 0) throw new SystemCallError("netlink dump", errnoName(errno));
        return { isComplete: true };
      }
    }
    return { isComplete: false };
  } finally {
    socket.close();
  }
}

/** What netlink puts into one datagram of a dump at the most, twice. */
const receiveBytes = 65_536;
