import { defineLogPattern } from "../log-pattern.ts";

export const calicoEbpfTableFilling = defineLogPattern({
  id: "calico-ebpf-table-filling",
  title: "Calico's own table of connections is becoming full",
  severity: "high",
  component: "conntrack",
  line: /The eBPF conntrack table is becoming full|Failed to start resizing conntrack map when running out of space/,
  anyOf: ["ebpf conntrack table is becoming full", "failed to start resizing conntrack map"],
  means:
    "The BPF map in which Calico's eBPF dataplane tracks connections runs out of room and is being made larger; until that is done new connections may fail.",
  doesNotMean: "It is not the kernel's nf_conntrack table.",
  next: "Compare bpfMapSizeConntrack of the FelixConfiguration with the number of connections.",
  source: "Calico felix/bpf/conntrack/scanner.go",
  examples: {
    matches: [
      "2026-01-15 12:00:00.123 [WARNING][61] felix/scanner.go 445: The eBPF conntrack table is becoming full. To prevent connections from failing, resizing from 512000 to 1024000 entries. Restarting Felix to apply the new size.",
      "2026-01-15 12:00:00.123 [WARNING][61] felix/scanner.go 442: Failed to start resizing conntrack map when running out of space error=unable to write to /var/lib/calico/bpf_ct_map_size: open /var/lib/calico/bpf_ct_map_size: permission denied",
    ],
    quiet: ["2026-01-15 12:00:00.123 [INFO][61] felix/scanner.go 100: conntrack scan took 120ms"],
  },
});
