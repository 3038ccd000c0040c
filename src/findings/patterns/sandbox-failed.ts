import { defineLogPattern } from "../log-pattern.ts";

export const sandboxFailed = defineLogPattern({
  id: "sandbox-failed",
  title: "The frame of a pod was not made",
  severity: "medium",
  component: "runtime",
  line: /RunPodSandbox from runtime service failed|Failed to create sandbox for pod|CreatePodSandbox for pod failed/,
  anyOf: ["runpodsandbox from runtime service failed", "failed to create sandbox for pod", "createpodsandbox for pod failed"],
  means: "The runtime failed before any container of the pod; where it was the network, `sandbox-network-failed` says so instead.",
  doesNotMean: "It is tried again for as long as the pod is wanted; one that is followed by a start is past.",
  next: "Read `err` in the line.",
  source: "kubelet pkg/kubelet/kuberuntime/kuberuntime_sandbox.go",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed" pod="shop/web-7d9f"',
    ],
    quiet: [
      'I0115 12:00:00.000000    2999 kuberuntime_manager.go:1000] "No sandbox for pod can be found. Need to start a new one" pod="shop/web-7d9f"',
    ],
  },
});
