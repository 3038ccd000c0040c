import { defineCheck } from "./check.ts";

export const ephemeralPorts = defineCheck({
  id: "ephemeral-ports",
  title: "Ephemeral ports",
  says: "How many TCP sockets are in use or in TIME_WAIT in the reader's namespace against the ports that ip_local_port_range leaves them.",
  why: "A program that opens many connections to one destination runs out of ports for it: connect fails with EADDRNOTAVAIL.",
  doesNotMean:
    "It is an upper bound and no proof: a port can be used again towards another destination, and sockets that listen or were accepted take none. Pods have a range of their own each, which is not in this number.",
  nextCommand: "ss -s",
  needs: ["socketQueues", "portRanges"],
  cost: "cheap",
  judges: "state",
  levels: { notice: "Sockets reach noticeRatio of the range.", warning: "Sockets reach warningRatio of the range." },
  thresholds: {
    noticeRatio: { default: 0.8, unit: "ratio", source: "chosen: cautious, since the number is an upper bound" },
    warningRatio: { default: 1, unit: "ratio", source: "chosen: from here one busy destination alone can have used up the range" },
  },
  evaluate({ now }, { noticeRatio, warningRatio }) {
    const { tcpInuse, tcpTw } = now.socketQueues.value.sockets;
    if (tcpInuse === undefined || tcpTw === undefined) return [{ level: "not-evaluated", because: "sockstat has no count of TCP sockets" }];
    const { ephemeral, reservedPorts } = now.portRanges.value;
    const ports = ephemeral.to - ephemeral.from + 1 - reservedPorts;
    if (ports <= 0) return [{ level: "not-evaluated", because: `ip_local_port_range ${ephemeral.from}-${ephemeral.to} leaves no port` }];
    const sockets = tcpInuse + tcpTw;
    const ratio = sockets / ports;
    const text = `Ephemeral ports: at most ${sockets} / ${ports} (~${Math.floor(ratio * 100)}%) taken towards one destination`;
    return [{ level: ratio >= warningRatio ? "warning" : ratio >= noticeRatio ? "notice" : "ok", text, value: sockets, limit: ports }];
  },
});
