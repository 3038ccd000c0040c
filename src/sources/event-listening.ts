import { createFlowBatch } from "../model/flow-batch.ts";
import type { FlowEventSampling } from "../model/flow-event-kind.ts";
import { type EventBatch, EventScanner } from "../wire/ctnetlink/event-scanner.ts";
import { type EventCounts, type EventRing, rowsPerReport } from "./event-ring.ts";
import { SystemCallError } from "./libc.ts";

/** A socket that hears events, and the place for what comes in. */
export interface EventSocket {
  readonly bytes: Uint8Array;
  readonly capacity: number;
  /** How many datagrams came; 0 when none came for a while, or at once where it is not to wait. Throws SystemCallError. */
  receive(mayWait: boolean): number;
  /** Where datagram `number` of the last call lies. */
  startOf(number: number): number;
  lengthOf(number: number): number;
  wasCut(number: number): boolean;
  /** What did not fit into the receive buffer since the socket was opened, modulo 2^32; undefined where the kernel does not say. */
  readDrops(): number | undefined;
}

export interface ListeningOptions {
  readonly sampling: FlowEventSampling;
  /** Time to sleep while events keep coming; 0 to be woken for each. */
  readonly napMs: number;
  /** Of a clock that never jumps. */
  readonly nowMs: () => number;
}

/**
 * Receives events until the ring is stopped, and then what is left in the socket. Returns what could not be put into the ring at the end.
 *
 * A reader that blocks is woken for each event, by the very packet that made it: 3.1 µs an event here, and the packet's path is a fifth slower. One that sleeps
 * while events come, and takes what has gathered, costs 0.8 µs (docs/decisions/0024-events.md).
 */
export function listenForEvents(socket: EventSocket, ring: EventRing, { sampling, napMs, nowMs }: ListeningOptions): EventCounts {
  const tally = new ReportTally(socket, ring, sampling, nowMs);
  while (!ring.isStopped) {
    const received = tally.receive(!tally.hasUnreported);
    if (received === 0) {
      if (!tally.hasUnreported) continue;
      tally.report();
      // The ring is full, or a count is waited for: neither is hurried by asking again at once.
      if (tally.hasUnreported) ring.nap(shortNapMs);
    } else {
      if (tally.sinceReportMs >= reportEveryMs) tally.report();
      if (received < socket.capacity && napMs > 0) ring.nap(napMs);
    }
  }
  // What came before it was stopped is in the buffer already; under a flood it would never be empty.
  const deadline = nowMs() + drainForMs;
  while (tally.receive(false) > 0 && nowMs() < deadline);
  return tally.end();
}

const reportEveryMs = 50;
const shortNapMs = 5;
const drainForMs = 250;

const lastRoomMs = 500;
const overrun = -1;

/** Everything since the last report that the ring took. */
class ReportTally {
  hasUnreported = false;
  private readonly socket: EventSocket;
  private readonly ring: EventRing;
  private readonly scanner: EventScanner;
  private readonly nowMs: () => number;
  private fromMs: number;
  private drops: number;
  private isAwaited = false;
  private rowsLost = 0;
  private socketLost = 0;
  private cut = 0;
  private malformedReported = 0;
  /** The kernel said that events were lost, and its count has yet to show it. */
  private overruns = 0;
  private uncountedOverruns = 0;

  constructor(socket: EventSocket, ring: EventRing, sampling: FlowEventSampling, nowMs: () => number) {
    this.socket = socket;
    this.ring = ring;
    this.nowMs = nowMs;
    this.scanner = new EventScanner((batch) => this.reportRows(batch), { sampling, capacity: rowsPerReport });
    this.fromMs = nowMs();
    this.drops = socket.readDrops() ?? 0;
  }

  get sinceReportMs(): number {
    return this.nowMs() - this.fromMs;
  }

  /** How many datagrams came; an overrun is noted, and is none. */
  receive(mayWait: boolean): number {
    const { socket, scanner } = this;
    let received = this.receiveOrOverrun(mayWait);
    if (received === overrun) received = Math.max(0, this.receiveOrOverrun(false));
    if (received === 0) return 0;
    this.hasUnreported = true;
    scanner.receivedAtMs = this.nowMs();
    for (let number = 0; number < received; number++) {
      const start = socket.startOf(number);
      if (socket.wasCut(number)) this.cut++;
      else scanner.push(socket.bytes, start + socket.lengthOf(number), start);
    }
    return received;
  }

  report(): void {
    if (this.scanner.batch.length > 0) this.scanner.flush();
    else this.reportRows(noRows);
  }

  /** The last report. Whoever empties the ring is waited for, but not without end. */
  end(): EventCounts {
    if (this.ring.isFull) this.ring.waitForRoom(lastRoomMs);
    this.report();
    // An overrun whose count was waited for is told now.
    if (this.overruns > 0) this.report();
    return this.counts();
  }

  private receiveOrOverrun(mayWait: boolean): number {
    try {
      return this.socket.receive(mayWait);
    } catch (error) {
      if (!(error instanceof SystemCallError) || error.code !== "ENOBUFS") throw error;
      this.overruns++;
      this.hasUnreported = true;
      return overrun;
    }
  }

  private reportRows(batch: EventBatch): void {
    this.countLost();
    if (this.ring.isFull) {
      this.rowsLost += batch.flows.length;
      return;
    }
    const told = this.counts();
    this.ring.put(told, batch);
    const { counts, malformedCount } = this.scanner;
    counts.fill(0);
    this.fromMs = told.toMs;
    this.rowsLost = 0;
    this.socketLost = 0;
    this.uncountedOverruns = 0;
    this.cut = 0;
    this.malformedReported = malformedCount;
    this.hasUnreported = this.overruns > 0;
  }

  private counts(): EventCounts {
    const [born, updated, destroyed] = this.scanner.counts;
    const { fromMs, rowsLost, socketLost, uncountedOverruns, cut } = this;
    const malformed = this.scanner.malformedCount - this.malformedReported + cut;
    return { fromMs, toMs: this.nowMs(), born, updated, destroyed, malformed, rowsLost, socketLost, uncountedOverruns };
  }

  /**
   * The kernel sets the error before it counts the drop (netlink_overrun), so that an overrun without a drop may have its drop a moment later. One that still
   * has none at the next report comes from an event that was never made for want of memory (nfnetlink_set_err), and nobody has counted it.
   */
  private countLost(): void {
    const drops = this.socket.readDrops();
    const lost = drops === undefined ? 0 : (drops - this.drops) >>> 0;
    this.drops = drops ?? 0;
    this.socketLost += lost;
    if (lost > 0) this.overruns = 0;
    else if (this.overruns > 0 && (drops === undefined || this.isAwaited)) {
      this.uncountedOverruns += this.overruns;
      this.overruns = 0;
    }
    this.isAwaited = this.overruns > 0;
  }
}

const noRows: EventBatch = { flows: createFlowBatch(0), kinds: new Uint8Array(0), receivedAtMs: new Float64Array(0) };
