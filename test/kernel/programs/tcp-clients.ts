/**
 * Opens connections and holds them. With `exchange` a byte goes there and back first: the answer to it makes the entry ASSURED with nothing unacknowledged.
 * Answers once every connection is open or has failed; the word `write` sends a byte more on each, `reset` and `finish` end them.
 */
import { connect, type Socket } from "node:net";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly count: number;
  readonly exchange?: boolean;
  /** A connection that is not open by then has failed. */
  readonly patienceMs?: number;
  /** Does not wait at all: the SYN is out and that is what is wanted. */
  readonly onlySyn?: boolean;
}

const { host, port, count, exchange = true, patienceMs = 2000, onlySyn = false } = readOptions<Options>();
const sockets: Socket[] = [];
const failures: Record<string, number> = {};

function open(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => fail("timeout"), patienceMs);
    const fail = (code: string) => {
      clearTimeout(timer);
      failures[code] = (failures[code] ?? 0) + 1;
      socket.destroy();
      resolve();
    };
    const succeed = () => {
      clearTimeout(timer);
      sockets.push(socket);
      resolve();
    };
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "unknown"));
    socket.once("connect", () => {
      if (exchange) socket.write("x");
      else succeed();
    });
    socket.once("data", succeed);
    if (onlySyn) {
      clearTimeout(timer);
      resolve();
    }
  });
}

// A few hundred at a time: the accept queue of the server is bounded.
for (let opened = 0; opened < count; opened += 200) {
  await Promise.all(Array.from({ length: Math.min(200, count - opened) }, open));
}
answer({ open: sockets.length, failures });
stayUntilInputEnds((word) => {
  if (word === "write") for (const socket of sockets) socket.write("y");
  if (word === "reset") for (const socket of sockets) socket.resetAndDestroy();
  if (word === "finish") for (const socket of sockets) socket.end();
  answer({ did: word });
});
