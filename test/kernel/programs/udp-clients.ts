/** Sends datagrams from a socket of its own each and waits for the echo of every round. Two rounds more than two seconds apart make an entry ASSURED. */
import { createSocket } from "node:dgram";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly count: number;
  /** Milliseconds to wait before each round. */
  readonly roundsAfterMs?: readonly number[];
  /** An echo that is not back by then is lost. */
  readonly patienceMs?: number;
}

const { host, port, count, roundsAfterMs = [0], patienceMs = 1000 } = readOptions<Options>();
let echoes = 0;

async function converse(): Promise<void> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  for (const waitMs of roundsAfterMs) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      socket.once("message", () => {
        echoes++;
        clearTimeout(timer);
        resolve();
      });
      socket.send("x", port, host);
    });
  }
}

await Promise.all(Array.from({ length: count }, converse));
answer({ echoes });
stayUntilInputEnds();
