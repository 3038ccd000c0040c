import { defineLogPattern } from "../log-pattern.ts";

export const nodePressure = defineLogPattern({
  id: "node-pressure",
  title: "The node is short of disk, memory or process numbers",
  severity: "medium",
  component: "kubelet",
  line: /\b(?:event="?|status is now: )NodeHas(?<subject>DiskPressure|InsufficientMemory|InsufficientPID)\b/,
  anyOf: ["nodehasdiskpressure", "nodehasinsufficientmemory", "nodehasinsufficientpid"],
  means: "A threshold of the kubelet was passed; it takes no further pods and may evict some.",
  doesNotMean: "None of these is a limit of connection tracking, whose memory is the kernel's.",
  hasSubject: true,
  next: "`search` for `eviction manager` in the same minutes.",
  source: "kubelet pkg/kubelet/kubelet_node_status.go",
  examples: {
    matches: [
      'I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeHasDiskPressure"',
    ],
    quiet: [
      'I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeHasNoDiskPressure"',
      'I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeHasSufficientMemory"',
    ],
  },
});
