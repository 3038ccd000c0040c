import { defineCollector } from "./collector.ts";
import { conntrackSysctls, readSysctlNumberIfPresent } from "./sysctl-files.ts";

/** Below this an attempt would tell nothing and leave an entry in the table. */
const worthTryingRatio = 0.95;

export const localConnections = defineCollector({
  part: "localConnections",
  title: "Connections of this program itself",
  why: "What the kernel does with a connection of the node's own is proof at first hand, also where its counters may not be read.",
  reads: [
    "udp 127.0.0.1:9: one empty datagram, only while the table is nearly full",
    "what became of the connections to services of this node",
  ],
  cost: "cheap",
  async collect({ proc, localHttp, localDatagram }) {
    const count = readSysctlNumberIfPresent(proc, `${conntrackSysctls}/nf_conntrack_count`) ?? 0;
    const max = readSysctlNumberIfPresent(proc, `${conntrackSysctls}/nf_conntrack_max`) ?? 0;
    const isNearlyFull = max > 0 && count / max >= worthTryingRatio;
    const datagrams = isNearlyFull ? [await localDatagram.send()] : [];
    return { value: [...datagrams, ...localHttp.takeAttempts()], source: "own connections" };
  },
});
