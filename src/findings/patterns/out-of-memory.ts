import { defineLogPattern } from "../log-pattern.ts";

export const outOfMemory = defineLogPattern({
  id: "out-of-memory",
  title: "The kernel killed a process because the node had no memory left",
  severity: "high",
  component: "kernel",
  line: /^Out of memory(?: \([^)]{1,40}\))?: Kill(?:ed)? process \d{1,10} \((?<subject>.{1,20}?)\)/,
  speaker: "kernel",
  anyOf: ["killed process", "kill process"],
  means:
    "The whole node was out of memory and the process with the highest badness was killed; what it served is gone until it is started again.",
  doesNotMean:
    "The process that was killed need not be the one that took the memory. A table of connections takes 300 to 400 bytes an entry, which is seldom the reason.",
  hasSubject: true,
  next: "Look at the table of processes above the line; `kubectl describe node` for what was promised.",
  source: "Linux mm/oom_kill.c",
  examples: {
    matches: [
      "[864000.100000] Out of memory: Killed process 1234 (coredns) total-vm:760000kB, anon-rss:171000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:520kB oom_score_adj:-997",
      "[864000.100000] Out of memory: Kill process 1234 (java) score 910 or sacrifice child",
    ],
    quiet: [
      "Jan 15 12:00:00 node-1 app[1]: Out of memory: Killed process 1 (init)",
      "[864000.000000] coredns invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
    ],
  },
});
