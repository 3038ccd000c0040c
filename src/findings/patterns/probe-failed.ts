import { defineLogPattern } from "../log-pattern.ts";

export const probeFailed = defineLogPattern({
  id: "probe-failed",
  title: "A probe of a container failed",
  severity: "low",
  component: "workload",
  line: /"Probe (?:failed|errored)"(?:(?: err="(?:[^"\\]|\\.){0,400}")? probeType="\w{1,12}" pod="|,.{0,400}?"pod":\{"name":")(?<subject>[^"]{1,320})"/,
  anyOf: ["probe failed", "probe errored"],
  means: "The kubelet asked a container and did not like the answer, or got none. The subject is the pod.",
  doesNotMean:
    "A single one is nothing: pods that start and pods that stop fail probes. And where many pods of one node fail by time-out at once, look at the node before the pods.",
  hasSubject: true,
  next: "How many pods at the same time? `correlate` with the component workload.",
  source: "kubelet pkg/kubelet/prober/prober.go",
  examples: {
    matches: [
      '{"ts":1768478400000.5,"caller":"prober/prober.go:107","msg":"Probe failed","v":1,"probeType":"Readiness","pod":{"name":"web-7d9f","namespace":"shop"},"podUID":"0c8f2a7e","containerName":"web","probeResult":"failure"}',
      'E0606 17:43:12.908344    1500 prober.go:118] "Probe errored" err="rpc error: code = NotFound desc = container \\"645437ac\\" is not created or running" probeType="Readiness" pod="shop/web-7d9f" podUID="0c8f2a7e" containerName="web"',
      'I0115 12:00:00.000000    2999 prober.go:107] "Probe failed" probeType="Readiness" pod="default/web-7d9f" podUID="0c8f2a7e" containerName="web" probeResult="failure" output="Get \\"http://10.0.1.17:8080/ready\\": dial tcp 10.0.1.17:8080: connect: connection refused"',
    ],
    quiet: ['I0115 12:00:00.000000    2999 kubelet.go:2542] "SyncLoop (probe)" probe="readiness" status="ready" pod="default/web-7d9f"'],
  },
});
