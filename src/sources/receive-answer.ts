import { nlmsgType } from "../wire/netlink/constants.ts";
import { SystemCallError } from "./libc.ts";
import type { ReceiveRing } from "./receive-ring.ts";

export interface DatagramSocket {
  /** Bytes received into the buffer, or 0 when nothing came for a while, or at once where it is not to wait. Throws SystemCallError. */
  receive(buffer: Uint8Array, mayWait: boolean): number;
}

/** Fills the ring until the kernel says that it is done, or the ring is stopped, or the socket lost something (ENOBUFS): what came before that stays. */
export function receiveAnswer(socket: DatagramSocket, ring: ReceiveRing): { readonly isOverrun: boolean } {
  while (ring.waitForFreeSlot()) {
    const slot = ring.slot(ring.filled);
    const length = receiveOrOverrun(socket, slot, true);
    if (length === overrun) return { isOverrun: true };
    if (length === 0) continue;
    // What the slot ends with must be read before it is handed over: afterwards it may be overwritten.
    const isLast = endsAnswer(slot, length);
    ring.markFilled(length);
    if (isLast) break;
  }
  return { isOverrun: false };
}

export const overrun = -1;

export function receiveOrOverrun(socket: DatagramSocket, buffer: Uint8Array, mayWait: boolean): number {
  try {
    return socket.receive(buffer, mayWait);
  } catch (error) {
    if (error instanceof SystemCallError && error.code === "ENOBUFS") return overrun;
    throw error;
  }
}

/** Walks the message headers: NLMSG_DONE may stand behind the last entries in one datagram. */
export function endsAnswer(datagram: Uint8Array, length: number): boolean {
  const halves = new Uint16Array(datagram.buffer, datagram.byteOffset, length >> 1);
  let at = 0;
  while (at + 16 <= length) {
    const type = halves[(at >> 1) + 2]!;
    if (type === nlmsgType.NLMSG_ERROR || type === nlmsgType.NLMSG_DONE) return true;
    // No message of a dump reaches 64 KiB, so on either kind of machine one half of the length is 0.
    const messageLength = halves[at >> 1]! | halves[(at >> 1) + 1]!;
    if (messageLength < 16) return false;
    at += (messageLength + 3) & ~3;
  }
  return false;
}

/** Netlink never puts more than 32 KiB less its own overhead into one datagram of a dump (netlink_recvmsg). */
export const largestDatagram = 32_768;
