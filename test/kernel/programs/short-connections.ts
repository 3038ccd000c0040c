/**
 * Opens so many connections a second until it is stopped; on each a byte goes there and back, then the client closes, at once or after a time drawn anew for
 * each. Says at any word how many it has closed.
 */
import { connect } from "node:net";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly perSecond: number;
  /** On average; the times are exponential, as those of independent requests. */
  readonly holdSeconds?: number;
}

const { host, port, perSecond, holdSeconds = 0 } = readOptions<Options>();
let opened = 0;
let closed = 0;
let failed = 0;

function converse(): void {
  opened++;
  const socket = connect({ host, port, noDelay: true });
  socket.on("error", () => {
    failed++;
    socket.destroy();
  });
  socket.once("connect", () => socket.write("x"));
  const holdMs = -Math.log(1 - Math.random()) * holdSeconds * 1000;
  socket.once("data", () => (holdMs === 0 ? socket.end() : setTimeout(() => socket.end(), holdMs)));
  socket.once("close", () => closed++);
}

const startedAt = performance.now();
setInterval(() => {
  const due = ((performance.now() - startedAt) / 1000) * perSecond;
  while (opened < due) converse();
}, 5);
answer({ started: true });
stayUntilInputEnds(() => answer({ opened, closed, failed }));
