/** Sends every datagram back to where it came from. */
import { createSocket } from "node:dgram";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

const { port } = readOptions<{ port: number }>();
const socket = createSocket("udp6");
socket.on("message", (message, from) => socket.send(message, from.port, from.address));
socket.bind(port, "::", () => answer({ port }));
stayUntilInputEnds();
