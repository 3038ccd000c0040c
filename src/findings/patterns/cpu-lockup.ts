import { defineLogPattern } from "../log-pattern.ts";

export const cpuLockup = defineLogPattern({
  id: "cpu-lockup",
  title: "A processor did nothing else for many seconds",
  severity: "high",
  component: "kernel",
  line: /^(?:(?:NMI )?watchdog: )?(?:BUG: soft lockup - CPU#|(?:CPU\d{1,4}: )?Watchdog detected hard LOCKUP on cpu )\d{1,4}/,
  speaker: "kernel",
  anyOf: ["bug: soft lockup", "hard lockup on cpu"],
  means:
    "Code in the kernel held a processor for more than 20 seconds (10 where interrupts were off), or the hypervisor did not let it run. Packets whose queue this processor serves waited as long.",
  doesNotMean:
    "The process that is named was running, which does not make it the cause. On a virtual machine stolen time is the first suspicion.",
  next: "Look at the call trace under it, and at `st` of the processor in `top`.",
  source: "Linux kernel/watchdog.c; `NMI` of older kernels, the second number of the processor of later ones",
  examples: {
    matches: [
      "[864000.100000] watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [kworker/1:1:123]",
      "[864000.100000] NMI watchdog: Watchdog detected hard LOCKUP on cpu 3",
      "[  164.964389] watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3",
    ],
    quiet: ["[    0.100000] NMI watchdog: Enabled. Permanently consumes one hw-PMU counter."],
  },
});
