import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxyLimitNotSet = defineLogPattern({
  id: "kube-proxy-limit-not-set",
  title: "kube-proxy could not set the limits of connection tracking",
  severity: "medium",
  component: "conntrack",
  line: /(?:\] "?|"msg":")[Ss]ysfs is not writable|cannot modify conntrack limits/,
  anyOf: ["sysfs is not writable", "cannot modify conntrack limits"],
  means:
    "/sys is mounted read-only for kube-proxy, so that the hash table stays as small as the kernel made it while the limit is raised: long chains, slow look-ups.",
  doesNotMean: "The limit itself may be as configured; only the buckets are not. It is no sign that the table is or was full.",
  next: "`search` for `Setting nf_conntrack_max`; compare the limit with the buckets in `network_diagnostics`.",
  source: "kube-proxy cmd/kube-proxy/app/conntrack.go and server.go; later versions (pkg/proxy/conntrack/sysctls.go) do not look",
  examples: {
    matches: [
      'E0115 12:00:00.000000       1 conntrack.go:118] "Sysfs is not writable" mountPoint={"Device":"sysfs","Path":"/sys"} mountOptions=["ro"]',
      "E0531 12:47:01.491334       1 conntrack.go:127] sysfs is not writable: {Device:sysfs Path:/sys Type:sysfs Opts:[ro nosuid nodev noexec relatime] Freq:0 Pass:0} (mount options are [ro nosuid nodev noexec relatime])",
      "Warning readOnlySysFS node/web-1 CRI error: /sys is read-only: cannot modify conntrack limits, problems may arise later (If running Docker, see docker issue #24000)",
    ],
    quiet: [
      "2026-01-15T12:00:00.5Z stderr F DAMON sysfs is not writable; run as root",
      'I0115 12:00:31.300000       1 conntrack.go:60] "Setting nf_conntrack_max" nfConntrackMax=262144',
    ],
  },
});
