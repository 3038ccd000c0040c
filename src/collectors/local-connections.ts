import { defineCollector } from "./collector.ts";

export const localConnections = defineCollector({
  part: "localConnections",
  title: "Connections of this program itself",
  why: "What the kernel does with a connection of the node's own is proof at first hand, also where its counters may not be read.",
  reads: ["udp 127.0.0.1:9: one empty datagram", "what became of the connections to services of this node"],
  cost: "cheap",
  async collect({ localHttp, localDatagram }) {
    const datagram = await localDatagram.send();
    return { value: [datagram, ...localHttp.takeAttempts()], source: "own connections" };
  },
});
