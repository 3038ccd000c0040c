import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { InTurn } from "../platform/in-turn.ts";
import { SystemCallError } from "./libc.ts";
import type { AnswerReceiver, NetlinkExchange } from "./netlink-exchange.ts";
import type { NetlinkJob, NetlinkJobOutcome } from "./netlink-worker.ts";
import { ReceiveRing } from "./receive-ring.ts";
import { workerEntry } from "./worker-entry.ts";

/** Through a worker that is started on first use and kept: it receives while this thread decodes, which is the quickest. */
export class NetlinkExchangeThread implements NetlinkExchange {
  private worker: Worker | undefined;
  private readonly ring = new ReceiveRing();
  private readonly inTurn = new InTurn();
  private isClosed = false;

  ask(request: Uint8Array, receiver: AnswerReceiver): Promise<{ readonly isOverrun: boolean }> {
    return this.inTurn.run(() => this.exchange(request, receiver));
  }

  private async exchange(request: Uint8Array, receiver: AnswerReceiver) {
    const worker = this.startedWorker();
    const { ring } = this;
    ring.reset();
    worker.ref();
    const finished = once(worker, "message") as Promise<[NetlinkJobOutcome]>;
    worker.postMessage({ memory: ring.memory, request } satisfies NetlinkJob);
    try {
      await this.empty(receiver);
      const [outcome] = await finished;
      if (!outcome.ok) throw new SystemCallError(outcome.syscall, outcome.code);
      return { isOverrun: outcome.isOverrun };
    } catch (error) {
      ring.stop();
      await finished.catch(() => undefined);
      throw error;
    } finally {
      worker.unref();
    }
  }

  private async empty(receiver: AnswerReceiver): Promise<void> {
    const { ring } = this;
    let number = 0;
    for (;;) {
      const filled = ring.filled;
      if (number === filled) {
        if (ring.hasEnded && ring.filled === number) return;
        if (this.isClosed || receiver.shouldStop()) ring.stop();
        await ring.waitForMore(filled);
        continue;
      }
      // A few datagrams at a time, then everything else in the program gets its turn.
      const until = Math.min(filled, number + datagramsPerTurn);
      for (; number < until; number++) {
        // What the worker had received when it was stopped is thrown away.
        if (!ring.isStopped) receiver.onDatagram(ring.slot(number), ring.lengthOf(number));
        ring.markEmptied();
        if (receiver.shouldStop()) ring.stop();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private startedWorker(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(workerEntry("netlink-worker", import.meta.url), {
      name: "netlink",
      // What the program itself was started with (--eval, --input-type) is not for a worker that has a file.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
    });
    // A worker that dies must not leave anyone waiting for its next datagram.
    worker.once("exit", () => {
      this.ring.markEnded();
      if (this.worker === worker) this.worker = undefined;
    });
    this.worker = worker;
    return worker;
  }

  /** Ends the worker; what is under way stops within the socket's receive time-out. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.ring.stop();
    await this.inTurn.settled();
    await this.worker?.terminate();
  }
}

/** Some 0.5 MB or 2,200 entries: about a millisecond of decoding and counting. */
const datagramsPerTurn = 16;
