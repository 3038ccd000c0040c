import { defineCollector } from "./collector.ts";

export const podNetworks = defineCollector({
  part: "podNetworks",
  title: "What pods suffer",
  why: "A full table of the node drops what pods send without telling anyone: only the pods' own counters show who tries again and again.",
  reads: ["/proc/<pid>/net/snmp", "/proc/<pid>/net/netstat", "/proc/<pid>/net/snmp6", "/proc/<pid>/ns/net", "/proc/<pid>/comm"],
  capability: { name: "CAP_SYS_PTRACE", gives: "the number of each namespace, by which it is found again, and processes that are hidden" },
  cost: "cheap",
  async collect(sources, options) {
    // Only what is asked thoroughly reads it, and most checks are light.
    const { readPodNetworks } = await import("./read-pod-networks.ts");
    return readPodNetworks(sources, options);
  },
});
