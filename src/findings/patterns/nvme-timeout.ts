import { defineLogPattern } from "../log-pattern.ts";

export const nvmeTimeout = defineLogPattern({
  id: "nvme-timeout",
  title: "A disk did not answer for half a minute",
  severity: "medium",
  component: "storage",
  line: /^nvme (?<subject>nvme\d{1,3}): I\/O .{1,60}?timeout, (?:aborting|reset controller|disable controller|completion polled)/,
  speaker: "kernel",
  anyOf: ["timeout, aborting", "timeout, reset controller", "timeout, disable controller", "timeout, completion polled"],
  means:
    "A request to an NVMe disk, which EBS volumes are on Nitro instances, was not answered within nvme_core.io_timeout (30 s where it is not set).",
  doesNotMean:
    "With `completion polled` it was answered and only the interrupt was lost. Volumes that are over their throughput are slow, but do not time out.",
  hasSubject: true,
  next: "Look for `disk-error` and `hung-task` after it; compare the volume's metrics in the cloud.",
  source: "Linux drivers/nvme/host/pci.c",
  examples: {
    matches: [
      "[62590.847614] nvme nvme1: I/O tag 192 (80c0) opcode 0x1 (I/O Cmd) QID 1 timeout, reset controller",
      "[864000.100000] nvme nvme0: I/O 12 QID 1 timeout, aborting",
      "[864000.100000] nvme nvme0: I/O tag 12 (000c) opcode 0x2 (Read) QID 1 timeout, aborting req_op:READ(0) size:4096",
      "[864000.100000] nvme nvme0: I/O tag 12 (000c) QID 1 timeout, completion polled",
    ],
    quiet: ["[    1.000000] nvme nvme0: 2/0/0 default/read/poll queues"],
  },
});
