import { defineLogPattern } from "../log-pattern.ts";

export const hungTask = defineLogPattern({
  id: "hung-task",
  title: "A task has waited for minutes and cannot be interrupted",
  severity: "high",
  component: "kernel",
  line: /^INFO: task (?<subject>.{1,40}):\d{1,10} blocked (?:in I\/O wait )?for more than \d{1,6} seconds/,
  speaker: "kernel",
  anyOf: ["blocked for more than", "blocked in i/o wait for more than"],
  means: "A process waits in the kernel, almost always for a disk or a file system over the network that does not answer.",
  doesNotMean: "The task that is named is the victim. Said ten times a boot at most (hung_task_warnings), so silence later proves nothing.",
  hasSubject: true,
  next: "Look for I/O errors and time-outs of the disk before it; `search` for `nfs: server`.",
  source: "Linux kernel/hung_task.c; `in I/O wait` of kernels after 6.12",
  examples: {
    matches: [
      "[864000.100000] INFO: task jbd2/nvme0n1p1-:1234 blocked for more than 122 seconds.",
      "[864000.100000] INFO: task kworker/u8:2:77 blocked for more than 120 seconds.",
      "[864000.100000] INFO: task virtme-ng-init:1 blocked in I/O wait for more than 122 seconds.",
    ],
    quiet: ["Jan 15 12:00:00 node-1 app[1]: request blocked for more than 120 seconds"],
  },
});
