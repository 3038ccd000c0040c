import { defineCollector } from "./collector.ts";

export const addressOwners = defineCollector({
  part: "addressOwners",
  title: "Who has which address",
  why: "A table of addresses says little about who fills it: pods, containers and services of the node are told by their processes, without any cluster.",
  reads: [
    "/proc/<pid>/ns/net",
    "/proc/<pid>/net/fib_trie",
    "/proc/<pid>/net/if_inet6",
    "/proc/<pid>/cgroup",
    "/proc/<pid>/comm",
    "/proc/<pid>/fd",
    "/proc/<pid>/root/etc/hostname",
    "/proc/net/{tcp,tcp6,udp,udp6}",
    "/var/log/pods",
  ],
  capability: {
    name: "CAP_SYS_PTRACE",
    gives: "which processes share a network namespace, who holds the node's own ports, and processes that are hidden",
  },
  cost: "cheap",
  async collect(sources, options) {
    // Few commands ask for names, and all that are quick do not.
    const { readAddressOwners } = await import("./read-address-owners.ts");
    return readAddressOwners(sources, options);
  },
});
