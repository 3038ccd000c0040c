import { defineLogPattern } from "../log-pattern.ts";

export const filesystemError = defineLogPattern({
  id: "filesystem-error",
  title: "A file system found itself damaged or was stopped",
  severity: "high",
  component: "storage",
  line: /^(?:EXT4-fs|XFS|JBD2|BTRFS)(?: (?:error|critical|warning))? \((?:device )?(?<subject>[\w-]{1,32})[^)]{0,40}\): (?:Remounting filesystem read-only|\w{1,60}:\d{1,5}: |Corruption|Metadata (?:corruption|CRC error)|Internal error|[Ll]og I\/O [Ee]rror|Filesystem has been shut down|User Data Block)/,
  speaker: "kernel",
  anyOf: [
    "ext4-fs error",
    "ext4-fs (",
    "ext4-fs warning",
    "metadata corruption",
    "corruption of in-memory",
    "corruption detected",
    "internal error",
    "filesystem has been shut down",
    "log i/o error",
    "metadata crc error",
  ],
  means: "What is on the disk is not what it should be, or the disk failed under the file system, which no longer writes.",
  doesNotMean: "The disk beneath may be well: memory that failed or a volume that was taken away give the same.",
  hasSubject: true,
  next: "Look for `disk-error` before it; drain the node before it is repaired.",
  source: "Linux fs/ext4/super.c, fs/xfs/xfs_fsops.c",
  examples: {
    matches: [
      "[864000.100000] EXT4-fs (nvme0n1p1): Remounting filesystem read-only",
      "[864000.100000] EXT4-fs error (device nvme1n1): ext4_find_entry:1446: inode #2: comm kubelet: reading directory lblock 0",
      "[864000.100000] XFS (dm-0): Filesystem has been shut down due to log error (0x2).",
    ],
    quiet: [
      "[    5.000000] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode. Opts: (null)",
      "[    5.000000] XFS (nvme0n1p1): Ending clean mount",
    ],
  },
});
