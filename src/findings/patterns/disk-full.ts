import { defineLogPattern } from "../log-pattern.ts";

export const diskFull = defineLogPattern({
  id: "disk-full",
  title: "Something could not write: no space left on device",
  severity: "high",
  component: "storage",
  line: /\bno space left on device\b/i,
  anyOf: ["no space left on device"],
  means: "A disk has no free block or no free inode, or something else that is counted is used up.",
  doesNotMean:
    "Not always a disk: watches of inotify, BPF maps and sockets of netlink end in the same words. `df -h` with room left points at one of these, or at inodes (`df -i`).",
  next: "Read what was being written in the line; `df -h` and `df -i` on the node.",
  source: "ENOSPC as libc and Go print it",
  examples: {
    matches: [
      'Jan 15 12:00:00 node-1 kubelet[2999]: E0115 12:00:00.000000 2999 x.go:1] "Failed to create" err="mkdir /var/lib/kubelet/pods/1: no space left on device"',
      "2026-01-15T12:00:00.5Z stderr F tee: /var/lib/app/out: No space left on device",
    ],
    quiet: ["# HELP node_filesystem_avail_bytes Filesystem space available to non-root users in bytes."],
  },
});
