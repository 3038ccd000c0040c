export interface SysctlLine {
  /** The last word of the key: `nf_conntrack_max`. */
  readonly key: string;
  readonly value: number;
}

/**
 * The numeric lines of a sysctl.conf whose key is one of connection tracking (sysctl.d(5)): dots or slashes between words, a dash before a key whose
 * failure is to be ignored, comments after # and ;.
 */
export function parseSysctlFile(text: string): readonly SysctlLine[] {
  return text.split("\n").flatMap((line) => {
    const [, path = "", value = ""] = /^\s*-?\s*([A-Za-z0-9_./-]{1,200}?)\s*=\s*(\d{1,15})\s*$/.exec(line) ?? [];
    const words = path.split(/[./]/);
    const key = words.at(-1) ?? "";
    if (words[0] !== "net" || !/^(?:nf|ip)_conntrack_[a-z0-9_]+$/.test(key)) return [];
    // Before Linux 2.6.20 they were called ip_conntrack_*, and files still carry both.
    return [{ key: key.replace(/^ip_/, "nf_"), value: Number(value) }];
  });
}
