import { defineLogPattern } from "../log-pattern.ts";

export const ciliumMapInsertionFailed = defineLogPattern({
  id: "cilium-map-insertion-failed",
  title: "A table of Cilium took no entry",
  severity: "high",
  component: "conntrack",
  line: /\b(?:drop|DROPPED|dropped) \((?:CT: Map insertion failed|No mapping for NAT masquerade)[,)]|\b(?:CT: Map insertion failed|No mapping for NAT masquerade) DROPPED\b|\bCT_MAP_INSERTION_FAILED\b|\bNO_MAPPING_FOR_NAT_MASQUERADE\b/,
  anyOf: ["ct: map insertion failed", "ct_map_insertion_failed", "no mapping for nat masquerade", "no_mapping_for_nat_masquerade"],
  means:
    "Cilium's own table of connections or of translations, a BPF map of fixed size, took no entry, and the packet was dropped: the map is full, or all ports towards one destination are in use.",
  doesNotMean:
    "The kernel's nf_conntrack table is another one and may be empty; raising nf_conntrack_max changes nothing. A few in a map with room are a lock of the kernel that was held (before 6.15) and no full map.",
  next: "`diagnose` tells the use of the maps. `cilium-dbg status --verbose` on the node; the sizes are bpf-ct-global-tcp-max, bpf-ct-global-any-max and bpf-nat-global-max.",
  source: "Cilium pkg/monitor/api/drop.go and Hubble; the lock: cilium/cilium issue 35010",
  examples: {
    matches: [
      "xx drop (CT: Map insertion failed) flow 0x0 to endpoint 0, ifindex 3, file bpf_lxc.c:123, , identity 2->0: 10.0.1.5:41000 -> 10.0.2.9:443 tcp SYN",
      '{"flow":{"verdict":"DROPPED","drop_reason":155,"drop_reason_desc":"CT_MAP_INSERTION_FAILED"}}',
    ],
    quiet: [
      "CT: Map insertion failed         EGRESS      0         0",
      'cilium_drop_count_total{direction="EGRESS",reason="CT: Map insertion failed"} 0',
      "# HELP cilium_drop_count_total Total drops, such as CT: Map insertion failed",
    ],
  },
});
