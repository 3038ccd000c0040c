import { defineLogPattern } from "../log-pattern.ts";

export const nodePressure = defineLogPattern({
  id: "node-pressure",
  title: "The node is short of disk, memory or process numbers",
  severity: "medium",
  component: "kubelet",
  line: /\b(?:event"?[=:]"?|status is now: |Recording )NodeHas(?<subject>DiskPressure|InsufficientMemory|InsufficientPID)\b/,
  anyOf: ["nodehasdiskpressure", "nodehasinsufficientmemory", "nodehasinsufficientpid"],
  means: "A threshold of the kubelet was passed; it takes no further pods and may evict some.",
  doesNotMean: "None of these is a limit of connection tracking, whose memory is the kernel's.",
  hasSubject: true,
  next: "`search` for `eviction manager` in the same minutes.",
  source: "kubelet pkg/kubelet/kubelet_node_status.go",
  examples: {
    matches: [
      '{"ts":1768478400000.5,"caller":"kubelet/kubelet_node_status.go:724","msg":"Recording event message for node","v":2,"node":{"name":"node-1"},"event":"NodeHasInsufficientMemory"}',
      "I0115 12:00:00.000000    2999 kubelet_node_status.go:486] Recording NodeHasDiskPressure event message for node node-1",
      'I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeHasDiskPressure"',
    ],
    quiet: [
      'I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeHasNoDiskPressure"',
      'I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeHasSufficientMemory"',
    ],
  },
});
