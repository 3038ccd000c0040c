import { defineLogPattern } from "../log-pattern.ts";

export const sandboxNetworkFailed = defineLogPattern({
  id: "sandbox-network-failed",
  title: "The network of a pod was not set up",
  severity: "high",
  component: "cni",
  line: /failed to set ?up network for sandbox(?: .{0,200}?plugin type=\\{0,3}"(?<subject>[\w-]{1,40}))?/i,
  anyOf: ["failed to setup network for sandbox", "failed to set up network for sandbox"],
  means: "The network plugin failed for a pod, which is tried again. The subject is the plugin; what it says stands behind it.",
  doesNotMean: "The runtime and the kubelet only pass on what the plugin said. A full connection table does not stop it.",
  hasSubject: true,
  next: "Read the end of the line; `search` in the log of the CNI for the same minute.",
  source: "containerd internal/cri/server/sandbox_run.go",
  examples: {
    matches: [
      'Jan 15 12:00:00 node-1 containerd[2100]: time="2026-01-15T12:00:00.5Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:web-7d9f,Uid:1,Namespace:shop,Attempt:0,} failed, error" error="failed to setup network for sandbox \\"0c8f2a7e\\": plugin type=\\"calico\\" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized"',
    ],
    quiet: [
      'level=info msg="RunPodSandbox for &PodSandboxMetadata{Name:web-7d9f,Uid:1,Namespace:shop,Attempt:0,} returns sandbox id \\"0c8f2a7e\\""',
    ],
  },
});
