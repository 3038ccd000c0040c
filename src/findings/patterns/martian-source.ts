import { defineLogPattern } from "../log-pattern.ts";

export const martianSource = defineLogPattern({
  id: "martian-source",
  title: "Packets came from where their address cannot be",
  severity: "low",
  component: "kernel",
  line: /^(?:IPv4: )?martian source (?<subject>[\d.]{7,15}) from [\d.]{7,15}, on dev /,
  speaker: "kernel",
  anyOf: ["martian source "],
  means:
    "The reverse path filter dropped packets: by the routes their source is behind another interface. With several interfaces or a CNI that is half set up this cuts off pods. The subject is the destination.",
  doesNotMean: "Not an attack by itself and no full table. Logged only where log_martians is set, so silence proves nothing.",
  hasSubject: true,
  next: "Compare `ip rule` and `ip route` with rp_filter of the interface.",
  source: "Linux net/ipv4/route.c",
  examples: {
    matches: [
      "Nov 22 20:55:14 node-1 kernel: IPv4: martian source 10.0.2.33 from 10.0.0.1, on dev eth1",
      "Dec  8 13:24:39 gw1 kernel: [1899866.164842] martian source 172.28.0.4 from 192.168.117.38, on dev ipip1",
    ],
    quiet: [
      "[1899866.164847] ll header: 00000000: 45 00 00 60 0b ff",
      "[1899866.164847] IPv4: martian destination 127.0.0.1 from 10.0.0.1, dev eth1",
    ],
  },
});
