import { allowanceAtRest } from "./counter-at-rest.ts";
import { type Remedy, stands } from "./remedy.ts";
import { instanceWord } from "./situation-readings.ts";

/** Seconds: above what the kernel's keepalive takes (7200 s, then nine probes of 75 s each). EC2 allows 60 to 432,000. */
const tcpEstablished = 10_800;
/** Seconds: the least that EC2 allows, so that they can raise nothing. */
const udpStream = 60;
const udp = 30;

export const eniIdleTimeouts: Remedy = {
  id: "eni-idle-timeouts",
  title: "Let the instance forget idle connections sooner",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "Security groups track connections in the instance's network card, in a table that no sysctl reaches. There an established TCP connection that is idle is kept for five days by default (350 s on Nitro v6), a UDP stream for 180 s.",
  helpsAgainst: ["instance-allowance", "kernel-and-instance"],
  doesNotHelpAgainst: ["kernel-table-full", "kernel-table-evicting", "pod-table-full", "snat-ports", "bpf-map-full", "hash-undersized"],
  plan(situation) {
    const isUdp = stands(situation, "udp-accumulation");
    const specification = isUdp
      ? `UdpStreamTimeout=${udpStream},UdpTimeout=${udp}`
      : `TcpEstablishedTimeout=${tcpEstablished},UdpStreamTimeout=${udpStream},UdpTimeout=${udp}`;
    return {
      because: isUdp
        ? "UDP makes up most of what this node tracks, and the card keeps its streams for longer than it has to."
        : "Idle connections count against the instance's allowance as busy ones do.",
      commands: [
        `aws ec2 describe-network-interfaces --filters Name=attachment.instance-id,Values=${instanceWord(situation)} --query 'NetworkInterfaces[].[NetworkInterfaceId,ConnectionTrackingConfiguration]'`,
        `aws ec2 modify-network-interface-attribute --network-interface-id ENI_ID --connection-tracking-specification ${specification}`,
      ],
      verify: allowanceAtRest(situation),
      undo: [
        "aws ec2 modify-network-interface-attribute --network-interface-id ENI_ID --connection-tracking-specification TcpEstablishedTimeout=EARLIER_TCP,UdpStreamTimeout=EARLIER_STREAM,UdpTimeout=EARLIER_UDP",
      ],
      owner:
        "the network interface; for new nodes the launch template's ConnectionTrackingSpecification, in Karpenter spec.connectionTracking of the EC2NodeClass",
      caution:
        "Note what the first command prints, and set no value above it: on Nitro v6 TCP begins with 350 s. It must stay above the keepalives of the clients, or idle connections break without a word. The VPC CNI copies the primary interface's values to those it creates from 1.21.2 and 1.22.1 on; with an older one change each interface.",
    };
  },
};
