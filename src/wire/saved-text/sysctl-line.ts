/** One line of `sysctl -a` or of a sysctl.d file: `net.netfilter.nf_conntrack_max = 262144`. Undefined for anything else, comments too. */
export function parseSysctlLine(line: string): { readonly key: string; readonly value: string } | undefined {
  const found = sysctlLine.exec(line);
  if (found === null) return undefined;
  return { key: (found[1] ?? "").replaceAll("/", "."), value: (found[2] ?? "").trim() };
}

// Keys have dots, or slashes where an interface's name has a dot (net.ipv4.conf.eth0/100.rp_filter).
const sysctlLine = /^-?([a-z][\w-]*(?:[./][\w@:-]+)+) ?= ?(.*)$/;
