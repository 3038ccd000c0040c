import { countText } from "../model/count-text.ts";
import type { Remedy } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** Above the kubelet's and the common servers' ports, below NodePorts. */
const lowest = 16_384;
const highest = 65_535;
/** kube-apiserver's default --service-node-port-range. */
const nodePorts = "30000-32767";

export const widenEphemeralPorts: Remedy = {
  id: "widen-ephemeral-ports",
  title: "Widen the range of ephemeral ports",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "A connection of the node itself takes a port of net.ipv4.ip_local_port_range, one for each connection to the same destination address and port. Each pod has a range of its own.",
  helpsAgainst: ["ephemeral-ports"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan(situation) {
    const ranges = partOf(situation, "portRanges");
    if (ranges === undefined) return undefined;
    const { from, to } = ranges.ephemeral;
    const next = { from: Math.min(from, lowest), to: Math.max(to, highest) };
    if (next.from === from && next.to === to) return undefined;
    const reserves = ranges.reservedPorts === 0;
    return {
      because: `The range has ${countText(to - from + 1)} ports, and ${countText(next.to - next.from + 1)} are possible.`,
      commands: [
        "sysctl net.ipv4.ip_local_reserved_ports",
        ...(reserves
          ? [`sysctl -w net.ipv4.ip_local_reserved_ports=${nodePorts}`]
          : [`sysctl -w net.ipv4.ip_local_reserved_ports=EARLIER_LIST,${nodePorts}`]),
        `sysctl -w net.ipv4.ip_local_port_range='${next.from} ${next.to}'`,
      ],
      verify: [
        "the ports in use must stay well below the range: ullage check --only ephemeral-ports --window 10",
        "TCPTimeWaitOverflow must not rise: nstat -az TcpExtTCPTimeWaitOverflow",
      ],
      undo: [
        `sysctl -w net.ipv4.ip_local_port_range='${from} ${to}'`,
        `sysctl -w net.ipv4.ip_local_reserved_ports=${reserves ? "''" : "EARLIER_LIST"}`,
      ],
      owner: "the node's sysctl.d (AKS: linuxOSConfig.sysctls.netIpv4IpLocalPortRange of a new node pool)",
      caution: `NodePorts (${nodePorts}, unless the API server is told otherwise) and ports of other servers on the node must be reserved, or a client's port can be in a server's way. It is lost at the next restart. Using connections again helps more.`,
    };
  },
};
