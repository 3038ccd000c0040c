/** Keys that some version of the tools or of the kernel prints and whose values no column holds. */
export const skippedKeys = [
  "delta-time=",
  "secctx=",
  "secmark=",
  "labels=",
  "helper=",
  "portid=",
  "progname=",
  // GRE in /proc/net/nf_conntrack: "timeout=30, stream_timeout=180".
  "timeout=",
  "stream_timeout=",
] as const;

/**
 * What conntrack says on its standard error when it is done. Where both outputs go to one file, the remark is written before the last of the
 * buffered table: it then stands in the middle of an entry, whose rest follows on the next line.
 */
export const toolRemark = { word: "conntrack", start: "conntrack v", end: "have been shown." } as const;

/**
 * How lines begin that stand around a table and are not entries: headers of collectors (`*** Output of conntrack -L ***`, `==> file <==`), comments,
 * the echo of a shell, the remark of the tool (`conntrack v1.4.7 (conntrack-tools): 42 flow entries have been shown.`), rows of `conntrack -S`.
 */
export const nonEntryStarts = ["*", "#", "$ ", "+ ", "==", "--", "conntrack v", "cpu="] as const;

export const eventFlags = ["[NEW]", "[UPDATE]", "[DESTROY]"] as const;
