export type SavedProxyMode = "iptables" | "nftables" | "ipvs";

/**
 * The mode in a line of kube-proxy's log, in the words of cmd/kube-proxy/app/server_linux.go: "Using iptables Proxier" up to Kubernetes 1.28,
 * "Using iptables proxier" and "Using ipvs Proxier" in later ones, behind klog's or JSON's frame.
 */
export function proxyModeOfLogLine(line: string): SavedProxyMode | undefined {
  const mode = /\bUsing (iptables|nftables|ipvs) [Pp]roxier\b/.exec(line)?.[1];
  return mode === "iptables" || mode === "nftables" || mode === "ipvs" ? mode : undefined;
}
