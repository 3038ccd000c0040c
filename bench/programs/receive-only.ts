/** Asks for the whole table and throws the answer away: what the kernel alone costs. */
import { NetlinkSocket } from "../../dist/sources/netlink-socket.js";
import { encodeConntrackRequest } from "../../dist/wire/ctnetlink/request.js";

const socket = new NetlinkSocket();
socket.send(encodeConntrackRequest({ kind: "dump", filter: { family: 0 } }, 1));
const buffer = new Uint8Array(32_768);
const types = new Uint16Array(buffer.buffer);
for (;;) {
  const length = socket.receive(buffer);
  let isDone = false;
  for (let at = 0; at + 16 <= length && !isDone; at += ((types[at >> 1] ?? 0) + 3) & ~3) {
    const type = types[(at >> 1) + 2];
    isDone = type === 2 || type === 3;
  }
  if (isDone) break;
}
socket.close();
