import { defineLogPattern } from "../log-pattern.ts";

export const interfaceLinkDown = defineLogPattern({
  id: "interface-link-down",
  title: "The link of an interface went down",
  severity: "medium",
  component: "instance",
  line: /^(?:[\w:.-]{1,24} ){0,4}(?<subject>[A-Za-z][\w.-]{0,14}):? (?:(?:NIC )?Link(?: is)? [Dd]own|Device link is down)\b/,
  speaker: "kernel",
  anyOf: ["link is down", "link down"],
  means: "The card has no partner at the other end of its cable, or the virtual switch took it away.",
  doesNotMean:
    "Interfaces of pods (veth, eni…) come and go on a healthy node, with other words; and a link that comes back within a second is mostly a driver that was set anew.",
  hasSubject: true,
  next: "`search` for the interface's name; is there `Link is Up` after it?",
  source: "Linux drivers/net (e1000e, ixgbe, bnxt, mlx5, gve of Google Cloud and others)",
  examples: {
    matches: [
      "[864000.100000] e1000e: eth0 NIC Link is Down",
      "[864000.100000] mlx5_core 0000:3b:00.0 ens1f0: Link down",
      "[864000.100000] gve 0000:00:04.0 ens4: Device link is down.",
      "[864000.100000] igb 0000:01:00.0 eno1: igb: eno1 NIC Link is Down",
    ],
    quiet: [
      "[    1.100000] ata1: SATA link down (SStatus 0 SControl 300)",
      "[   12.345678] IPv6: ADDRCONF(NETDEV_UP): eth0: link is not ready",
      "[  500.000000] cni0: port 3(veth1a2b3c4d) entered disabled state",
    ],
  },
});
