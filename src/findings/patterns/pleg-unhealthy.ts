import { defineLogPattern } from "../log-pattern.ts";

export const plegUnhealthy = defineLogPattern({
  id: "pleg-unhealthy",
  title: "The kubelet has not seen its containers for minutes",
  severity: "high",
  component: "runtime",
  line: /PLEG is not healthy/,
  anyOf: ["pleg is not healthy"],
  means: "The kubelet lists all containers every second and has not got to the end for three minutes; the node turns NotReady.",
  doesNotMean:
    "The kubelet is seldom at fault: the runtime or the disk beneath it is slow. It has nothing to do with the network between nodes.",
  next: "Look for `runtime-timeout`, `hung-task` and `nvme-timeout` before it.",
  source: "kubelet pkg/kubelet/pleg/generic.go",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 kubelet.go:2349] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m6.2s ago; threshold is 3m0s"',
    ],
    quiet: ['I0115 12:00:00.000000    2999 kubelet.go:2406] "SyncLoop (PLEG): event for pod" pod="shop/web-7d9f"'],
  },
});
