import { defineLogPattern } from "../log-pattern.ts";

export const pageAllocationFailure = defineLogPattern({
  id: "page-allocation-failure",
  title: "The kernel found no run of free memory",
  severity: "medium",
  component: "kernel",
  line: /^(?<subject>.{1,20}): page allocation failure(?:: |\. )order:\d/,
  speaker: "kernel",
  anyOf: ["page allocation failure"],
  means: "A request for pages that lie side by side failed; drivers of network cards then drop packets that they had no room for.",
  doesNotMean: "With an order above 3 much memory may be free, in pieces. It is retried or done another way in most places.",
  hasSubject: true,
  next: "Look at the order and at the function under `Call Trace`; compare /proc/buddyinfo.",
  source: "Linux mm/page_alloc.c",
  examples: {
    matches: [
      "[864000.100000] kworker/0:1: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null),cpuset=/,mems_allowed=0",
    ],
    quiet: ["[864000.100000] warn_alloc: 12 callbacks suppressed"],
  },
});
