import { defineLogPattern } from "../log-pattern.ts";

export const diskError = defineLogPattern({
  id: "disk-error",
  title: "A disk could not read or write",
  severity: "high",
  component: "storage",
  line: /^(?:\w{1,24}: |Buffer )?(?:I\/O error|(?:critical (?:medium|target|nexus|space allocation)|recoverable transport|protection|timeout) error),? (?:on )?dev (?!(?:fd|sr)\d)(?<subject>[\w-]{1,32})/,
  speaker: "kernel",
  anyOf: [
    "i/o error, dev",
    "i/o error on dev",
    "critical medium error",
    "critical target error",
    "critical nexus error",
    "critical space allocation error",
    "recoverable transport error",
    "protection error, dev",
    "timeout error, dev",
  ],
  means: "A request to the disk failed for good. File systems on it may turn read-only; processes that need it hang.",
  doesNotMean:
    "A volume that was detached while in use says the same: then the disk is well and the way to it was taken away. Floppy and CD drives of virtual machines that hold nothing are not meant.",
  hasSubject: true,
  next: "`search` for the name of the device; was the volume detached?",
  source: "Linux block/blk-mq.c and blk-core.c, fs/buffer.c; `blk_update_request:` before 5.18",
  examples: {
    matches: [
      "[864000.100000] blk_update_request: I/O error, dev nvme1n1, sector 2048 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0",
      "[864000.100000] I/O error, dev sdb, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
      "[864000.100000] critical medium error, dev nvme1n1, sector 2048 op 0x0:(READ) flags 0x80700 phys_seg 4 prio class 2",
      "[864000.100000] Buffer I/O error on dev nvme1n1, logical block 0, async page read",
    ],
    quiet: [
      "Jan 15 12:00:00 node-1 app[1]: I/O error, dev sdb, sector 0",
      "[    3.100000] I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
      "[    3.100000] Buffer I/O error on dev sr0, logical block 0, async page read",
      "[   10.000000] operation not supported error, dev loop0, sector 0 op 0x9:(WRITE_ZEROES) flags 0x800 phys_seg 0 prio class 2",
    ],
  },
});
