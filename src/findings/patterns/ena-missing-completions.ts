import { defineLogPattern } from "../log-pattern.ts";

export const enaMissingCompletions = defineLogPattern({
  id: "ena-missing-completions",
  title: "The network card did not confirm packets that it was to send",
  severity: "medium",
  component: "instance",
  line: /^ena [\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d(?: (?<subject>[\w.-]{1,15}))?: (?:\[\d\/\d\] )?(?:Lost TX completions are above|The number of lost tx completions is above|Found a Tx that wasn't completed on time|TX hasn't completed, qid|Potential MSIX issue on [RT]x side)/,
  speaker: "kernel",
  anyOf: ["lost tx completions", "tx that wasn't completed on time", "tx hasn't completed, qid", "potential msix issue on"],
  means:
    "The card, or the processor that serves its interrupts, was too slow for some seconds; past a threshold the driver resets the card.",
  doesNotMean: "Not an allowance of the instance that was exceeded; those drop packets and say nothing.",
  hasSubject: true,
  next: "Look for a processor that was held up (`cpu-lockup`, `rcu-stall`); `compare_nodes` tells whether it is this instance alone.",
  source: "Amazon ENA driver, kernel/linux/ena/ena_netdev.c; Linux drivers/net/ethernet/amazon/ena",
  examples: {
    matches: [
      "[864000.100000] ena 0000:00:05.0 ens5: [1/2] Lost TX completions are above threshold (129 > 128), completion timeout: 5000 (msec), 5100 msecs since interrupt, 5100 msecs since napi, qid: 3",
      "[864000.100000] ena 0000:00:05.0 eth0: The number of lost tx completions is above the threshold (129 > 128). Reset the device",
      "[864000.100000] ena 0000:00:05.0 ens5: Lost TX completions are above the threshold (129 > 128). Completion transmission timeout: 5000.",
      "[864000.100000] ena 0000:00:05.0 ens5: TX hasn't completed, qid: 3, index: 12, 5100 msecs since interrupt, 5100 msecs since napi, napi scheduled: 0",
      "[864000.100000] ena 0000:00:05.0 ens5: Potential MSIX issue on Rx side Queue = 3. Reset the device",
    ],
    quiet: ["[864000.100000] ena 0000:00:05.0 ens5: Setting Rx queue size to 1024"],
  },
});
