import { defineLogPattern } from "../log-pattern.ts";

export const enaReset = defineLogPattern({
  id: "ena-reset",
  title: "The driver of the network card reset it",
  severity: "high",
  component: "instance",
  line: /^ena [\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d(?: (?<subject>[\w.-]{1,15}))?: (?:Trigger reset is on|The device has detected an unhealthy state)/,
  speaker: "kernel",
  anyOf: ["trigger reset is on", "detected an unhealthy state"],
  means: "For a second or so the interface sent and received nothing, and what was in its queues is lost. Why is in the line before it.",
  doesNotMean:
    "Not the allowance of the instance: `conntrack_allowance_exceeded` does not reset a card. The driver resets it also when its settings are changed.",
  hasSubject: true,
  next: "`search` for `\\bena\\b` around it; compare the version of the driver. If it repeats, replace the instance.",
  source: "Amazon ENA driver, kernel/linux/ena/ena_netdev.c",
  examples: {
    matches: [
      "[864000.100000] ena 0000:00:05.0 ens5: Trigger reset is on",
      "Jan 15 12:00:00 node-1 kernel: ena 0000:00:05.0 eth0: The device has detected an unhealthy state, reset is requested",
    ],
    quiet: [
      "[    2.100000] ena 0000:00:05.0: ENA device version: 0.10",
      "[864000.900000] ena 0000:00:05.0: Device reset completed successfully, Driver info: 2.13.0g",
      "[864000.900000] ena 0000:00:05.0: Device reset completed, status: 0, Driver info: 2.15.0g",
    ],
  },
});
