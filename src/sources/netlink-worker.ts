import { parentPort } from "node:worker_threads";
import { SystemCallError } from "./libc.ts";
import { NetlinkSocket } from "./netlink-socket.ts";
import { receiveAnswer } from "./receive-answer.ts";
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
      return { ok: true, ...receiveAnswer(socket, ring) };
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof SystemCallError) return { ok: false, syscall: error.syscall, code: error.code };
    throw error;
  }
}
