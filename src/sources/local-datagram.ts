import type { LocalConnection } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";

/** One empty datagram from this node to itself. */
export interface LocalDatagram {
  send(): Promise<LocalConnection>;
}

/** The discard service (RFC 863): what listens there, if anything does, throws away what it gets. */
const discardPort = 9;

/**
 * A full table drops the packet of a new flow, and only a datagram's sender is told (EPERM): `tcp_connect` ignores what became of its first packet
 * (net/ipv4/tcp_output.c), so that TCP waits for an answer that never comes.
 */
export const liveLocalDatagram: LocalDatagram = {
  async send() {
    const { createSocket } = await import("node:dgram");
    const socket = createSocket("udp4");
    const target = `udp 127.0.0.1:${discardPort}`;
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.send(new Uint8Array(0), discardPort, "127.0.0.1", (error) => (error === null ? resolve() : reject(error)));
      });
      return { target, outcome: "sent" };
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      return { target, outcome: code === "EPERM" ? "not-permitted" : "unreachable" };
    } finally {
      socket.close();
    }
  },
};
