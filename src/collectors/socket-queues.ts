import { parseProtocolCounters } from "../wire/procfs/protocol-counters.ts";
import { parseSockstat } from "../wire/procfs/sockstat.ts";
import { defineCollector } from "./collector.ts";
import { malformedRemark, withRemarks } from "./remarks.ts";

export const socketQueues = defineCollector({
  part: "socketQueues",
  title: "Queues of sockets",
  why: "A listener whose queue overflows loses connections just as a full table does, and the table is not to blame.",
  reads: ["/proc/net/netstat", "/proc/net/snmp", "/proc/net/sockstat", "/proc/net/sockstat6"],
  cost: "cheap",
  async collect({ proc }) {
    const netstat = parseProtocolCounters(proc.readText("net/netstat"));
    const snmp = parseProtocolCounters(proc.readText("net/snmp"));
    return {
      value: {
        tcpExt: netstat.groups.get("TcpExt") ?? {},
        tcp: snmp.groups.get("Tcp") ?? {},
        udp: snmp.groups.get("Udp") ?? {},
        sockets: { ...parseSockstat(proc.readText("net/sockstat")), ...parseSockstat(proc.readTextIfPresent("net/sockstat6") ?? "") },
      },
      source: proc.path("net/{netstat,snmp,sockstat}"),
      ...withRemarks(
        malformedRemark(proc.path("net/netstat"), netstat.malformedGroups),
        malformedRemark(proc.path("net/snmp"), snmp.malformedGroups),
      ),
    };
  },
});
