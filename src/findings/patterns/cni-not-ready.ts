import { defineLogPattern } from "../log-pattern.ts";

export const cniNotReady = defineLogPattern({
  id: "cni-not-ready",
  title: "The runtime has no network plugin yet",
  severity: "low",
  component: "cni",
  line: /cni plugin not initialized|NetworkPluginNotReady|no networks found in \/etc\/cni\/net\.d|failed to load cni during init/i,
  anyOf: ["cni plugin not initialized", "networkpluginnotready", "no networks found in /etc/cni/net.d", "failed to load cni during init"],
  means: "No configuration lies in /etc/cni/net.d, so that the node is not ready and starts no pod with a network of its own.",
  doesNotMean: "In the first minute after a boot every node says it. It is worth something only if it goes on.",
  next: "Is the last of these lines older than the node's readiness? If not: does the CNI's pod run?",
  source: "containerd internal/cri/server/cni_conf_syncer.go, kubelet",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 kubelet.go:2902] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
    ],
    quiet: ['level=info msg="Start cni network conf syncer for default"'],
  },
});
