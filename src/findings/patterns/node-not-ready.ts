import { defineLogPattern } from "../log-pattern.ts";

export const nodeNotReady = defineLogPattern({
  id: "node-not-ready",
  title: "The node became not ready",
  severity: "high",
  component: "kubelet",
  line: /"Node became not ready"(?: node="|,.{0,40}?"node":\{"name":")(?<subject>[^"]{1,253})"/,
  anyOf: ["node became not ready"],
  means: "The kubelet itself says that the node cannot take pods; the condition in the line tells why.",
  doesNotMean:
    "A node that shuts down, or has just booted, says it as well. A node whose heartbeat does not arrive does not say it here: that is judged elsewhere.",
  hasSubject: true,
  next: "Read `reason` and `message` of the condition; `quick_triage` for what came before.",
  source: "kubelet pkg/kubelet/nodestatus/setters.go",
  examples: {
    matches: [
      '{"ts":1768478400000.5,"caller":"nodestatus/setters.go:552","msg":"Node became not ready","v":0,"node":{"name":"node-1"},"condition":{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"node is shutting down"}}',
      'Sep 07 21:49:17 node-1 kubelet[2199]: I0907 21:49:17.171114    2199 setters.go:548] "Node became not ready" node="node-1" condition={"type":"Ready","status":"False","reason":"KubeletNotReady","message":"PLEG was late"}',
    ],
    quiet: ['I0115 12:00:00.000000    2999 kubelet_node_status.go:724] "Recording event message for node" node="node-1" event="NodeReady"'],
  },
});
