import { defineLogPattern } from "../log-pattern.ts";

export const enaKeepAliveTimeout = defineLogPattern({
  id: "ena-keep-alive-timeout",
  title: "The network card gave no sign of life",
  severity: "high",
  component: "instance",
  line: /^ena [\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d(?: (?<subject>[\w.-]{1,15}))?: (?:Keep alive watchdog timeout|ENA admin queue is not in running state)/,
  speaker: "kernel",
  anyOf: ["keep alive watchdog timeout", "ena admin queue is not in running state"],
  means:
    "The card is to report every second and has been silent for six; the driver resets it. The instance was halted, or its hardware fails.",
  doesNotMean: "Nothing in the cluster causes it. A live migration or a pause of the instance looks the same.",
  hasSubject: true,
  next: "Look for scheduled events of the instance; if it repeats, replace it.",
  source: "Amazon ENA driver, kernel/linux/ena/ena_netdev.c; without the time in Linux drivers/net/ethernet/amazon/ena",
  examples: {
    matches: [
      "[864000.100000] ena 0000:00:05.0 ens5: Keep alive watchdog timeout, 6012 msecs since last keep alive.",
      "[864000.100000] ena 0000:00:05.0 ens5: Keep alive watchdog timeout.",
      "[864000.200000] ena 0000:00:05.0 ens5: ENA admin queue is not in running state!",
    ],
    quiet: ["[    2.000000] ena 0000:00:05.0: Elastic Network Adapter (ENA) v2.13.0g"],
  },
});
