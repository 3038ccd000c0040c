import { defineLogPattern } from "../log-pattern.ts";

export const interfaceTransmitTimeout = defineLogPattern({
  id: "interface-transmit-timeout",
  title: "An interface did not send for seconds",
  severity: "high",
  component: "instance",
  line: /^(?:[\w-]{1,20} [\w:.-]{1,24} )?(?:NETDEV WATCHDOG: )?(?<subject>[\w.-]{1,15})(?: \([\w-]{1,20}\))?: (?:NETDEV WATCHDOG: CPU: \d{1,4}: )?transmit queue \d{1,5} timed out/,
  speaker: "kernel",
  anyOf: ["netdev watchdog"],
  means: "A queue of the interface was stopped and did not go on; the driver was told to reset the card.",
  doesNotMean: "The cause is the card, its driver or a processor that did not come to serve it, and no table of the kernel.",
  hasSubject: true,
  next: "Look for a reset of the driver right after it, and for `cpu-lockup` before it.",
  source: "Linux net/sched/sch_generic.c",
  examples: {
    matches: [
      "[864000.100000] NETDEV WATCHDOG: eth0 (ena): transmit queue 2 timed out",
      "[864000.100000] ena 0000:00:05.0 ens5: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5344 ms",
    ],
    quiet: ["Jan 15 12:00:00 node-1 app[1]: NETDEV WATCHDOG: eth0 (ena): transmit queue 2 timed out"],
  },
});
