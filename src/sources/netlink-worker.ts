import { parentPort } from "node:worker_threads";
import { SystemCallError } from "./libc.ts";
import { NetlinkSocket } from "./netlink-socket.ts";
import { ReceiveRing } from "./receive-ring.ts";

/** One request to the kernel; its answer goes into the ring datagram by datagram until the kernel says that it is done. */
export interface NetlinkJob {
  readonly memory: SharedArrayBuffer;
  readonly request: Uint8Array;
}

export type NetlinkJobOutcome =
  | { readonly ok: true; readonly isOverrun: boolean }
  | { readonly ok: false; readonly syscall: string; readonly code: string };

parentPort?.on("message", (job: NetlinkJob) => {
  const ring = new ReceiveRing(job.memory);
  const outcome = run(job, ring);
  ring.markEnded();
  parentPort?.postMessage(outcome);
});

function run(job: NetlinkJob, ring: ReceiveRing): NetlinkJobOutcome {
  try {
    const socket = new NetlinkSocket();
    try {
      socket.send(job.request);
      return receiveAll(socket, ring);
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof SystemCallError) return { ok: false, syscall: error.syscall, code: error.code };
    throw error;
  }
}

function receiveAll(socket: NetlinkSocket, ring: ReceiveRing): NetlinkJobOutcome {
  while (ring.waitForFreeSlot()) {
    const slot = ring.slot(ring.filled);
    const length = receiveOrOverrun(socket, slot);
    if (length === overrun) return { ok: true, isOverrun: true };
    if (length === 0) continue;
    // What the slot ends with must be read before it is handed over: afterwards it may be overwritten.
    const isLast = endsAnswer(slot, length);
    ring.markFilled(length);
    if (isLast) break;
  }
  return { ok: true, isOverrun: false };
}

const overrun = -1;

function receiveOrOverrun(socket: NetlinkSocket, slot: Uint8Array): number {
  try {
    return socket.receive(slot);
  } catch (error) {
    if (error instanceof SystemCallError && error.code === "ENOBUFS") return overrun;
    throw error;
  }
}

/** Walks the message headers: NLMSG_DONE may stand behind the last entries in one datagram. */
function endsAnswer(datagram: Uint8Array, length: number): boolean {
  const halves = new Uint16Array(datagram.buffer, datagram.byteOffset, length >> 1);
  let at = 0;
  while (at + 16 <= length) {
    const type = halves[(at >> 1) + 2]!;
    if (type === 2 || type === 3) return true;
    // No message of a dump reaches 64 KiB, so on either kind of machine one half of the length is 0.
    const messageLength = halves[at >> 1]! | halves[(at >> 1) + 1]!;
    if (messageLength < 16) return false;
    at += (messageLength + 3) & ~3;
  }
  return false;
}
