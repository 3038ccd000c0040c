/**
 * The limit that a line of kube-proxy's log says it has set: `"Setting nf_conntrack_max" nfConntrackMax=262144` since Kubernetes 1.24, `Setting nf_conntrack_max to
 * 262144` or `Set sysctl 'net/netfilter/nf_conntrack_max' to 131072` before (cmd/kube-proxy/app/conntrack.go).
 */
export function kubeProxyLimitOfLine(line: string): number | undefined {
  const found = /\bnfConntrackMax"?[=:] ?(\d{1,12})\b|\bnf_conntrack_max'?"? to (\d{1,12})\b/.exec(line);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : Number(value);
}
