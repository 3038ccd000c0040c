import { defineLogPattern } from "../log-pattern.ts";

export const podCrashLoop = defineLogPattern({
  id: "pod-crash-loop",
  title: "A container ends again and again",
  severity: "medium",
  component: "workload",
  line: /with CrashLoopBackOff: \\{0,3}"back-off \S{1,12} restarting failed container=\S{1,64} pod=(?<subject>[^\s(\\"]{1,320})/,
  anyOf: ["with crashloopbackoff"],
  means: "A container ended shortly after each start and is started ever more seldom. The subject is the pod, as name_namespace.",
  doesNotMean: "Why is in the container's own log. A pod that ends because it reaches nothing is a consequence of the network.",
  hasSubject: true,
  next: "`search` in the log of that pod for its last lines.",
  source: "kubelet pkg/kubelet/kuberuntime",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"web\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=web pod=web-7d9f_shop(0c8f2a7e)\\"" pod="shop/web-7d9f"',
    ],
    quiet: ['kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"} 0'],
  },
});
