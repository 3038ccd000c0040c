/** Sends layer-4 packets as given, without a socket of that protocol: ICMP, and the protocols this kernel has a tracker but no socket for. */
import { loadLibc, SystemCallError } from "../../../src/sources/libc.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";
import { socketAddress } from "./socket-address.ts";

interface RawPacket {
  readonly to: string;
  readonly protocol: number;
  readonly payloadHex: string;
}

const { packets } = readOptions<{ packets: readonly RawPacket[] }>();
const libc = loadLibc();
const rawSocket = 3;
for (const { to, protocol, payloadHex } of packets) {
  const fd = libc.socket(to.includes(":") ? 10 : 2, rawSocket, protocol);
  if (fd < 0) throw new SystemCallError("socket", libc.errnoName());
  const payload = new Uint8Array(Buffer.from(payloadHex, "hex"));
  const address = socketAddress(to, 0);
  if (libc.sendto(fd, payload, payload.length, 0, address, address.length) < 0) throw new SystemCallError("sendto", libc.errnoName());
  libc.close(fd);
}
answer({ sent: packets.length });
stayUntilInputEnds();
