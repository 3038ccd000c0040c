import { editKubeProxyConfig, setConfigLine, undoKubeProxyConfig } from "./kube-proxy-config.ts";
import type { Remedy } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** kube-proxy refuses nftables mode on older kernels. */
const leastKernel = [5, 13] as const;

export const nftablesMode: Remedy = {
  id: "nftables-mode",
  title: "Run kube-proxy in nftables mode",
  kind: "change",
  when: "long-term",
  rating: "RED",
  why: "In iptables mode each change is written with rules that grow with the number of Services and endpoints, under one lock. nftables mode looks a Service up in a map and writes what has changed alone.",
  helpsAgainst: ["kube-proxy-stalled"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan(situation) {
    if (partOf(situation, "dataPlane")?.kind !== "iptables") return undefined;
    const release = partOf(situation, "kernel")?.release;
    if (release !== undefined && isOlder(release)) return undefined;
    return {
      because: "kube-proxy runs in iptables mode and falls behind with its rules.",
      commands: [
        "curl -s http://127.0.0.1:10249/proxyMode",
        "iptables-save -t nat | grep -c KUBE-",
        ...editKubeProxyConfig(situation, setConfigLine("mode", "nftables")),
      ],
      verify: [
        "kubeproxy_sync_proxy_rules_last_timestamp_seconds must follow the clock: ullage check --only kube-proxy-sync",
        "curl -s http://127.0.0.1:10249/proxyMode must say nftables",
      ],
      undo: undoKubeProxyConfig,
      owner: "kube-proxy: mode in its ConfigMap",
      caution:
        "It is stable from Kubernetes 1.33 on. Network plugins must support it, and NodePorts then listen on the node's primary addresses alone. Change one node pool first. It tracks connections as before, and IPVS has a table of its own beside conntrack: neither makes room in a full table.",
    };
  },
};

function isOlder(release: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) < leastKernel[0] || (Number(major) === leastKernel[0] && Number(minor) < leastKernel[1]);
}
