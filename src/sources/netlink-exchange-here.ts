import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { InTurn } from "../platform/in-turn.ts";
import type { AnswerReceiver, NetlinkExchange } from "./netlink-exchange.ts";
import { NetlinkSocket } from "./netlink-socket.ts";
import { endsAnswer, largestDatagram, overrun, receiveOrOverrun } from "./receive-answer.ts";

/**
 * In this thread, a millisecond at a time with a turn for everything else in between: for a program that runs for months and whose walks nobody waits for. The
 * kernel makes the next part of a dump while it hands over the one before (netlink_recvmsg), so that there is always something to receive and nothing blocks.
 * It spares the 17 MB that a worker costs, and its part of the processor time (docs/decisions/0035-agent-memory.md).
 */
export class NetlinkExchangeHere implements NetlinkExchange {
  private readonly buffer = new Uint8Array(largestDatagram);
  private readonly inTurn = new InTurn();
  private isClosed = false;

  ask(request: Uint8Array, receiver: AnswerReceiver): Promise<{ readonly isOverrun: boolean }> {
    return this.inTurn.run(() => this.exchange(request, receiver));
  }

  private async exchange(request: Uint8Array, receiver: AnswerReceiver): Promise<{ readonly isOverrun: boolean }> {
    const { buffer } = this;
    const socket = new NetlinkSocket();
    try {
      socket.send(request);
      let turnEndsMs = performance.now() + turnMs;
      for (;;) {
        const length = receiveOrOverrun(socket, buffer, false);
        if (length === overrun) return { isOverrun: true };
        if (length > 0) receiver.onDatagram(buffer, length);
        if (endsAnswer(buffer, length) || this.isClosed || receiver.shouldStop()) return { isOverrun: false };
        if (length > 0 && performance.now() < turnEndsMs) continue;
        await (length > 0 ? turn() : sleep(silenceMs));
        turnEndsMs = performance.now() + turnMs;
      }
    } finally {
      socket.close();
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.inTurn.settled();
  }
}

/** A scrape that comes meanwhile may wait five. */
const turnMs = 1;
/** Until the kernel is asked again that had nothing to say. */
const silenceMs = 10;
