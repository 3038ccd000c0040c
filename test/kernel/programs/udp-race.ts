/**
 * Two threads send the first packet of one UDP flow at the same moment, from a fresh socket each time: what a resolver does with its A and AAAA query. Through
 * address translation both packets make an entry, and one of the two finds the other's in its place.
 */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { loadLibc, SystemCallError } from "../../../src/sources/libc.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";
import { socketAddress } from "./socket-address.ts";

interface Options {
  readonly to: string;
  readonly port: number;
  readonly seconds: number;
}

interface Shared {
  readonly memory: SharedArrayBuffer;
  readonly to: string;
  readonly port: number;
}

/** Slots of the shared memory: the round that is on, its socket, and how far the second thread is. */
const slot = { round: 0, socket: 1, done: 2 } as const;

function send(fd: number, to: string, port: number): void {
  const address = socketAddress(to, port);
  loadLibc().sendto(fd, new Uint8Array(1), 1, 0, address, address.length);
}

if (isMainThread) {
  const { to, port, seconds } = readOptions<Options>();
  const deadline = performance.now() + seconds * 1000;
  let round = 0;
  const memory = new SharedArrayBuffer(12);
  const control = new Int32Array(memory);
  const worker = new Worker(new URL(import.meta.url), { workerData: { memory, to, port } satisfies Shared, execArgv: [] });
  await new Promise((resolve) => worker.once("online", resolve));
  const libc = loadLibc();
  while (performance.now() < deadline) {
    round++;
    const fd = libc.socket(2, 2, 0);
    if (fd < 0) throw new SystemCallError("socket", libc.errnoName());
    Atomics.store(control, slot.socket, fd);
    Atomics.store(control, slot.round, round);
    send(fd, to, port);
    while (Atomics.load(control, slot.done) !== round);
    libc.close(fd);
    // Some two hundred flows a second: more would fill the table within minutes, and that would be the verdict.
    Atomics.wait(control, slot.done, round, 4);
  }
  Atomics.store(control, slot.round, -1);
  answer({ rounds: round });
  stayUntilInputEnds();
} else {
  const { memory, to, port } = workerData as Shared; // what the main thread has just given
  const control = new Int32Array(memory);
  loadLibc();
  for (let done = 0; ; ) {
    const round = Atomics.load(control, slot.round);
    if (round === -1) break;
    if (round === done) continue;
    send(Atomics.load(control, slot.socket), to, port);
    done = round;
    Atomics.store(control, slot.done, done);
  }
}
