import { defineLogPattern } from "../log-pattern.ts";

export const readOnlyFileSystem = defineLogPattern({
  id: "read-only-file-system",
  title: "Something could not write: read-only file system",
  severity: "low",
  component: "storage",
  line: /: read-only file system\b/i,
  anyOf: ["read-only file system"],
  means:
    "A program wrote where it may not: a volume that is mounted read-only, a container whose root is read-only, or a disk that turned read-only after an error.",
  doesNotMean: "In containers with readOnlyRootFilesystem it is as it should be and says nothing of the node's disks.",
  next: "Look for `filesystem-error`; without one it is the program's own affair.",
  source: "EROFS as libc and Go print it",
  examples: {
    matches: [
      "2026-01-15T12:00:00.5Z stderr F open /var/cache/x: read-only file system",
      "mkdir: cannot create directory '/etc/x': Read-only file system",
    ],
    quiet: ["[    5.000000] VFS: Mounted root (ext4 filesystem) readonly on device 259:1."],
  },
});
