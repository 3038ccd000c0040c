/**
 * Opens connections and holds them. A byte goes there and back on each first: that makes the entry ASSURED with nothing unacknowledged.
 * Answers once every connection is open or has failed; the word `write` sends a byte more on each, `reset` and `finish` end them.
 */
import { connect, type Socket } from "node:net";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly count: number;
  /** A connection that is not open by then has failed. */
  readonly patienceMs?: number;
  /** Does not wait at all: the SYN is out and that is what is wanted. */
  readonly onlySyn?: boolean;
}

const { host, port, count, patienceMs = 2000, onlySyn = false } = readOptions<Options>();
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
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "unknown"));
    socket.once("connect", () => socket.write("x"));
    socket.once("data", () => {
      clearTimeout(timer);
      sockets.push(socket);
      resolve();
    });
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
