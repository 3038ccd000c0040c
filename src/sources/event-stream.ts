import { Worker } from "node:worker_threads";
import { createFlowBatch } from "../model/flow-batch.ts";
import { everyFlowEvent, type FlowEventKind, flowEventKinds, totalFlowEvents } from "../model/flow-event-kind.ts";
import type { EventBatch } from "../wire/ctnetlink/event-scanner.ts";
import { type EventCounts, EventRing } from "./event-ring.ts";
import type { EventLoss, EventReport, EventRequest, EventStream } from "./event-source.ts";
import type { EventJob, EventWorkerMessage } from "./event-worker.ts";
import type { FileTree } from "./file-tree.ts";
import { SystemCallError } from "./libc.ts";
import { requireCtnetlink } from "./require-ctnetlink.ts";
import { SourceAbsent } from "./source-absent.ts";
import { workerEntry } from "./worker-entry.ts";

/**
 * Listens to the table of this process's network namespace until the stream is closed. Throws SourceAbsent where the kernel tells no events, and no sysctl is
 * set to make it; SystemCallError with EPERM without CAP_NET_ADMIN.
 */
export async function openEventStream(proc: FileTree, request: EventRequest): Promise<EventStream> {
  const remarks = remarksOnSettings(proc);
  const { receiveBufferBytes = defaultReceiveBufferBytes, sampling = everyFlowEvent, mayForceReceiveBuffer = true } = request;
  const ring = new EventRing();
  const worker = new Worker(workerEntry("event-worker", import.meta.url), {
    name: "events",
    // What the program itself was started with (--eval, --input-type) is not for a worker that has a file.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  const listening = Promise.withResolvers<Extract<EventWorkerMessage, { kind: "listening" }>>();
  const outcome = Promise.withResolvers<EventCounts>();
  worker.on("message", (message: EventWorkerMessage) => {
    if (message.kind === "listening") listening.resolve(message);
    else if (message.kind === "ended") outcome.resolve(message.rest);
    else outcome.reject(new SystemCallError(message.syscall, message.code));
  });
  worker.once("error", outcome.reject);
  // A worker that dies must not leave anyone waiting for its next report.
  worker.once("exit", () => {
    outcome.reject(new Error("the worker that listens for events ended by itself"));
    ring.markEnded();
  });
  const ended = outcome.promise.finally(() => worker.terminate());
  // Whoever takes the reports is told; until somebody does it must not count as nobody's.
  ended.catch(() => undefined);
  worker.postMessage({
    memory: ring.memory,
    groups: groupsOf(request.kinds),
    sampling,
    receiveBufferBytes,
    mayForceReceiveBuffer,
  } satisfies EventJob);
  const opened = await Promise.race([listening.promise, ended.then(() => listening.promise)]);
  return {
    receiveBufferBytes: opened.receiveBufferBytes,
    remarks: [...remarks, ...remarksOnBuffer(opened, receiveBufferBytes)],
    deliver: (onReport) => deliver(ring, ended, onReport),
    close: async () => {
      ring.stop();
      await ended.catch(() => undefined);
    },
  };
}

/**
 * Some 100,000 events, or a second of a very busy node. It is a limit: the kernel takes the memory only while the reader is behind.
 */
const defaultReceiveBufferBytes = 128 * 1024 * 1024;

/** Hands on one report after the other; everything else in the program gets its turn in between. */
async function deliver(ring: EventRing, ended: Promise<EventCounts>, onReport: (report: EventReport) => void): Promise<void> {
  for (let taken = 0; ; ) {
    const next = ring.take();
    if (next !== undefined) {
      onReport(reportOf(next.counts, next.batch));
      ring.markEmptied();
      if (++taken % reportsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    } else if (ring.hasEnded && ring.filled === ring.emptied) {
      break;
    } else {
      await ring.waitForMore(ring.emptied);
    }
  }
  const rest = reportOf(await ended, noRows);
  if (rest.losses.length > 0 || totalFlowEvents(rest.counts) > 0) onReport(rest);
}

/** Some 4,000 rows: about a millisecond of whoever takes them. */
const reportsPerTurn = 4;
const noRows: EventBatch = { flows: createFlowBatch(0), kinds: new Uint8Array(0), receivedAtMs: new Float64Array(0) };

function reportOf(counts: EventCounts, batch: EventBatch): EventReport {
  const { born, updated, destroyed } = counts;
  // The worker's clock is that of the whole process. What the wall clock says is found here, so that a step of it moves everything at once.
  const wallMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
  for (let row = 0; row < batch.flows.length; row++) batch.receivedAtMs[row] = batch.receivedAtMs[row]! + wallMs;
  return {
    fromMs: counts.fromMs + wallMs,
    toMs: counts.toMs + wallMs,
    counts: { new: born, update: updated, destroy: destroyed },
    batch,
    losses: lossesOf(counts),
  };
}

function lossesOf({ socketLost, uncountedOverruns, rowsLost, malformed }: EventCounts): readonly EventLoss[] {
  const losses: EventLoss[] = [];
  if (socketLost > 0)
    losses.push({
      where: "socket",
      events: socketLost,
      because: "the receive buffer was full: the kernel threw them away and counted them",
    });
  if (uncountedOverruns > 0)
    losses.push({ where: "socket", events: null, because: "the kernel said that events were lost (ENOBUFS), and did not count them" });
  if (rowsLost > 0)
    losses.push({ where: "rows", events: rowsLost, because: "this program did not take them fast enough; they are counted and not shown" });
  if (malformed > 0) losses.push({ where: "decoder", events: malformed, because: "they could not be understood" });
  return losses;
}

function groupsOf(kinds: readonly FlowEventKind[]): number {
  return kinds.reduce((mask, kind) => mask | (1 << flowEventKinds.indexOf(kind)), 0);
}

function remarksOnSettings(proc: FileTree): readonly string[] {
  const path = "sys/net/netfilter/nf_conntrack_events";
  const setting = proc.readTextIfPresent(path)?.trim();
  if (setting === undefined) {
    throw proc.exists("sys/net/netfilter/nf_conntrack_count")
      ? new SourceAbsent(proc.path(path), "this kernel is built without CONFIG_NF_CONNTRACK_EVENTS: it tells no events")
      : new SourceAbsent(proc.path("sys/net/netfilter"), "nf_conntrack is not loaded: nothing is tracked in this namespace");
  }
  if (setting === "0")
    throw new SourceAbsent(proc.path(path), "nf_conntrack_events is 0: the kernel tells no events, and Ullage sets no sysctl");
  requireCtnetlink(proc);
  return setting === "2"
    ? ["nf_conntrack_events is 2: entries that were born before anybody listened change and die without an event"]
    : [];
}

function remarksOnBuffer(
  { receiveBufferBytes, isForced }: { readonly receiveBufferBytes: number | undefined; readonly isForced: boolean },
  wanted: number,
): readonly string[] {
  if (isForced) return [];
  const got = receiveBufferBytes === undefined ? "what net.core.rmem_max allows" : `${receiveBufferBytes} bytes`;
  return [
    `the receive buffer is ${got} where ${wanted} were asked for: without CAP_NET_ADMIN net.core.rmem_max is its limit, and bursts are lost sooner`,
  ];
}
