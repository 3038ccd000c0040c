import type { FileTree } from "../sources/file-tree.ts";
import { parseFibTrieLocals, parseIfInet6 } from "../wire/procfs/local-addresses.ts";
import { defineCollector } from "./collector.ts";
import { withRemarks } from "./remarks.ts";

/** In IPVS mode every service's address is the node's own: a large cluster has some ten thousand. */
const maximumAddresses = 20_000;

export const localAddresses = defineCollector({
  part: "localAddresses",
  title: "Addresses of this node",
  why: "Connections that the node itself opened, such as kubelet's probes, are told from those of pods by their address.",
  reads: ["/proc/net/fib_trie", "/proc/net/if_inet6"],
  cost: "cheap",
  async collect({ proc }) {
    const addresses = readLocalAddresses(proc);
    const left = addresses.length - maximumAddresses;
    return {
      value: addresses.slice(0, maximumAddresses),
      source: `${proc.path("net/fib_trie")}, ${proc.path("net/if_inet6")}`,
      ...withRemarks(left > 0 ? `${left} more addresses left out` : undefined),
    };
  },
});

export function readLocalAddresses(proc: FileTree): readonly string[] {
  return [...parseFibTrieLocals(proc.readText("net/fib_trie")), ...parseIfInet6(proc.readTextIfPresent("net/if_inet6") ?? "")];
}
