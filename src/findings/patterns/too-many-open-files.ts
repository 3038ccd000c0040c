import { defineLogPattern } from "../log-pattern.ts";

export const tooManyOpenFiles = defineLogPattern({
  id: "too-many-open-files",
  title: "A program or the node has no file handle left",
  severity: "medium",
  component: "workload",
  line: /(?:: |\()(?:\d{1,3}: )?too many open files\b/i,
  anyOf: ["too many open files"],
  means:
    "A process reached its limit of open files, sockets included, and can accept and open nothing more. Of inotify it is the number of watches' instances.",
  doesNotMean:
    "Other programs of the node are well. It has nothing to do with the connection table, though a leak of connections gives both.",
  next: "`top_talkers` and idle connections in `diagnose`; compare `ulimit -n` and fs.inotify.max_user_instances.",
  source: "EMFILE and ENFILE as libc and Go print them",
  examples: {
    matches: [
      "2026-01-15T12:00:00.5Z stderr F http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 5ms",
      "2026/01/15 12:00:00 [crit] 7#7: accept4() failed (24: Too many open files)",
    ],
    quiet: ["# HELP process_open_fds Number of open file descriptors. Too many open files end in errors."],
  },
});
