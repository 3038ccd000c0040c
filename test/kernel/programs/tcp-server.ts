/**
 * Accepts on one port of every address, sends back what it gets, and keeps every connection; the word `peers` is answered with whom it sees, as the log of a
 * server would have them.
 */
import { createServer } from "node:net";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

const { port, closesFirst = false } = readOptions<{
  readonly port: number;
  /** Ends a connection itself, after the first byte. */
  readonly closesFirst?: boolean;
}>();
const peers: { readonly address: string; readonly port: number }[] = [];
const server = createServer((socket) => {
  const { remoteAddress = "", remotePort = 0 } = socket;
  peers.push({ address: remoteAddress, port: remotePort });
  socket.on("error", () => {});
  if (closesFirst) socket.once("data", (bytes) => socket.end(bytes));
  else socket.pipe(socket);
});
server.listen({ port, host: "::", backlog: 4096 }, () => answer({ port }));
stayUntilInputEnds((word) => {
  if (word === "peers") answer({ peers });
});
