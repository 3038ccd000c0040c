/** Accepts on one port of every address, sends back what it gets, and keeps every connection. */
import { createServer } from "node:net";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

const { port } = readOptions<{ port: number }>();
const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.pipe(socket);
});
server.listen({ port, host: "::", backlog: 4096 }, () => answer({ port }));
stayUntilInputEnds();
