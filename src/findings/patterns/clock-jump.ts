import { defineLogPattern } from "../log-pattern.ts";

export const clockJump = defineLogPattern({
  id: "clock-jump",
  title: "The clock of the node was set, by more than a moment",
  severity: "medium",
  component: "kernel",
  line: /\b(?:Forward|Backward) time jump detected!|\bSystem clock (?:was stepped by|wrong by) -?(?!0\.0)\d|\bTime jumped backwards, rotating\b|\bclocksource: .{1,60}? Marking clocksource '\w{1,20}' as unstable/,
  anyOf: ["time jump detected", "system clock was stepped", "system clock wrong by", "time jumped backwards", "marking clocksource"],
  means:
    "The node's time was wrong and was put right in one step, or its source of time is unreliable. Certificates, leases and the times of all logs around it are doubtful.",
  doesNotMean: "What is logged before and after the jump cannot be put in order by its time. Right after a boot it is usual.",
  next: "`correlate` around it with care; `chronyc tracking` on the node.",
  source: "chrony sched.c, reference.c and local.c; systemd src/journal/journald-manager.c; Linux kernel/time/clocksource.c",
  examples: {
    matches: [
      "Mar 23 12:00:04 node-1 chronyd[737]: Backward time jump detected!",
      "Jan 15 12:00:00 node-1 chronyd[737]: System clock was stepped by 1.842913 seconds",
      "[   14.097319] systemd-journald[338]: Time jumped backwards, rotating.",
      "Jan 15 12:00:00 node-1 chronyd[737]: System clock wrong by 1.842913 seconds",
      "[  100.000000] clocksource: timekeeping watchdog on CPU1: Marking clocksource 'tsc' as unstable because the skew is too large:",
    ],
    quiet: [
      "Jan 15 12:00:00 node-1 chronyd[737]: Selected source 169.254.169.123",
      "Jan 15 12:00:00 node-1 chronyd[737]: System clock was stepped by -0.000017 seconds",
      "Jan 15 12:00:00 node-1 chronyd[737]: System clock was stepped by 0.000000 seconds",
    ],
  },
});
