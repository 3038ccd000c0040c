import { defineLogPattern } from "../log-pattern.ts";

export const policyDenied = defineLogPattern({
  id: "policy-denied",
  title: "A network policy dropped a packet",
  severity: "low",
  component: "cni",
  line: /\b(?:drop|DROPPED) \(Policy denied[^)]{0,40}\)|\bPolicy denied(?: by denylist)? DROPPED\b|"drop_reason_desc":"POLICY_(?:DENIED|DENY)"|"msg":"Flow Info: {1,2}","Src IP":.{0,200}?"Verdict":"DENY"/,
  anyOf: ["(policy denied", "policy denied dropped", "policy denied by denylist dropped", "policy_denied", "policy_deny", "flow info: "],
  means: "The rules of the cluster say that this connection may not be. To the sender it is silence, as a full table is.",
  doesNotMean: "Nothing is broken by itself, and no table is full: the packet was dropped on purpose.",
  next: "Is the connection one that should work? Read both ends in the line and the policies of their namespaces.",
  source: "Cilium pkg/monitor/api/drop.go and Hubble; aws/aws-network-policy-agent pkg/ebpf/events/events.go",
  examples: {
    matches: [
      "xx drop (Policy denied) flow 0x0 to endpoint 0, ifindex 3, file bpf_lxc.c:123, , identity 2->0: 10.0.1.5:41000 -> 10.0.2.9:443 tcp SYN",
      "Apr  5 21:03:18.803: default/xwing:45706 (ID:63406) <> default/deathstar-b4b8ccfb5-f75xw:80 (ID:6822) Policy denied DROPPED (TCP Flags: SYN)",
      '{"flow":{"verdict":"DROPPED","drop_reason":133,"drop_reason_desc":"POLICY_DENIED"}}',
      '{"level":"info","ts":"2024-09-23T12:36:53.562Z","logger":"ebpf-client","caller":"events/events.go:193","msg":"Flow Info: ","Src IP":"10.0.141.167","Src Port":39197,"Dest IP":"172.20.0.10","Dest Port":53,"Proto":"TCP","Verdict":"DENY"}',
    ],
    quiet: [
      '{"level":"info","ts":"2024-09-23T12:36:53.562Z","logger":"ebpf-client","caller":"events/events.go:193","msg":"Flow Info: ","Src IP":"10.0.141.167","Src Port":39197,"Dest IP":"172.20.0.10","Dest Port":53,"Proto":"TCP","Verdict":"ACCEPT"}',
      'cilium_drop_count_total{direction="INGRESS",reason="Policy denied"} 0',
      "Policy denied         INGRESS      0         0",
      "403 POLICY_DENIED",
    ],
  },
});
