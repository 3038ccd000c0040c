import { parentPort } from "node:worker_threads";
import type { FlowEventSampling } from "../model/flow-event-kind.ts";
import { DatagramBatch } from "./datagram-batch.ts";
import { listenForEvents } from "./event-listening.ts";
import { type EventCounts, EventRing } from "./event-ring.ts";
import { SystemCallError } from "./libc.ts";
import { NetlinkSocket } from "./netlink-socket.ts";

export interface EventJob {
  readonly memory: SharedArrayBuffer;
  /** Of `bind`: bit 0 for births, 1 for updates, 2 for deaths. */
  readonly groups: number;
  readonly sampling: FlowEventSampling;
  readonly receiveBufferBytes: number;
  readonly mayForceReceiveBuffer: boolean;
}

export type EventWorkerMessage =
  | { readonly kind: "listening"; readonly receiveBufferBytes: number | undefined; readonly isForced: boolean }
  /** With what did not fit into the ring at the end. */
  | { readonly kind: "ended"; readonly rest: EventCounts }
  | { readonly kind: "failed"; readonly syscall: string; readonly code: string };

parentPort?.on("message", (job: EventJob) => {
  const ring = new EventRing(job.memory);
  const last = run(job, ring);
  ring.markEnded();
  tell(last);
});

function run(job: EventJob, ring: EventRing): EventWorkerMessage {
  try {
    const socket = new NetlinkSocket();
    try {
      const { isForced } = socket.growReceiveBuffer(job.receiveBufferBytes, job.mayForceReceiveBuffer);
      socket.join(job.groups);
      const receiveBufferBytes = socket.readMemory()?.receiveBufferBytes;
      tell({ kind: "listening", receiveBufferBytes, isForced });
      const batch = new DatagramBatch(datagramsPerCall, datagramBytes);
      const rest = listenForEvents(
        {
          bytes: batch.bytes,
          capacity: batch.capacity,
          receive: (mayWait) => socket.receiveMany(batch, mayWait),
          startOf: (number) => number * batch.slotBytes,
          lengthOf: (number) => batch.lengthOf(number),
          wasCut: (number) => batch.wasCut(number),
          readDrops: () => socket.readMemory()?.drops,
        },
        ring,
        { sampling: job.sampling, napMs: napFor(receiveBufferBytes), nowMs: () => Number(process.hrtime.bigint()) / 1e6 },
      );
      return { kind: "ended", rest };
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof SystemCallError) return { kind: "failed", syscall: error.syscall, code: error.code };
    throw error;
  }
}

function tell(message: EventWorkerMessage): void {
  parentPort?.postMessage(message);
}

/** A quarter of the time in which a burst of 400,000 events a second would fill the receive buffer, and no more than what an event may be late. */
function napFor(receiveBufferBytes = 0): number {
  return Math.min(longestNapMs, Math.floor(receiveBufferBytes / bytesPerEvent / burstPerMs / 4));
}

const longestNapMs = 10;
/** What one event takes of the receive buffer, the kernel's overhead included: 166 fill the default of 212,992 bytes (measured, Linux 6.18). */
const bytesPerEvent = 1283;
const burstPerMs = 400;
const datagramsPerCall = 256;
/** An event with all extensions, counters, labels and a security context is below 1 KiB. */
const datagramBytes = 4096;
