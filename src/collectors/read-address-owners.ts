import type { AddressClaim, AddressOwners, NodeAddress } from "../model/address-owners.ts";
import { type AddressWords, isIpv4Words, parseAddress } from "../model/ip-address.ts";
import type { FileTree } from "../sources/file-tree.ts";
import type { Sources } from "../sources/sources.ts";
import { parseFibTrieLocals, parseIfInet6 } from "../wire/procfs/local-addresses.ts";
import type { Collected, CollectOptions } from "./collector.ts";
import { readLocalAddresses } from "./local-addresses.ts";
import type { NamespaceGroup } from "./namespace-groups.ts";
import { maximumProcesses, readOfProcess, seesAllProcesses } from "./process-ids.ts";
import { ProcessOwners } from "./process-owners.ts";
import { amount, withRemarks } from "./remarks.ts";
import { findNamespaceGroups } from "./shared-namespace-groups.ts";
import { defaultSocketBudget, findSocketOwners } from "./socket-owners.ts";

/** Who has which address, as the node's own processes show it: each network namespace has its addresses, and its processes have their cgroups. */
export async function readAddressOwners({ proc, host, clock }: Sources, options: CollectOptions): Promise<Collected<AddressOwners>> {
  const startedMs = clock.monotonicMs();
  const { groups, forbidden, skipped } = await findNamespaceGroups(proc, options);
  const owners = new ProcessOwners(proc, host);
  const { claims, ambiguous } = claimsOf(proc, groups, owners);
  const { sockets, remarks } = await findSocketOwners(proc, groups.find(({ isOwn }) => isOwn)?.pids ?? [], owners, {
    signal: options.signal,
    budget: defaultSocketBudget,
    elapsedMs: () => clock.monotonicMs() - startedMs,
  });
  return {
    value: { from: [proc.root], claims, services: [], nodePorts: [], nodes: ownAddresses(proc), sockets },
    source: `${proc.path("<pid>/{cgroup,fd}")}, ${proc.path("<pid>/net/{fib_trie,if_inet6}")}, ${host.path("var/log/pods").replace("//", "/")}`,
    ...withRemarks(
      owners.remark,
      ambiguous === 0 ? undefined : `${amount(ambiguous, "address", "addresses")} left out that several network namespaces have`,
      skipped === 0 ? undefined : `${amount(skipped, "process", "processes")} after the first ${maximumProcesses} not looked at`,
      forbidden === 0 ? undefined : `${amount(forbidden, "process", "processes")} could not be looked at; CAP_SYS_PTRACE would help`,
      seesAllProcesses(proc) ? undefined : "not every process of the node is visible (a container without hostPID, or hidepid)",
      ...remarks,
    ),
  };
}

function claimsOf(
  proc: FileTree,
  groups: readonly NamespaceGroup[],
  owners: ProcessOwners,
): { readonly claims: readonly AddressClaim[]; readonly ambiguous: number } {
  const byAddress = new Map<string, AddressClaim | "several">();
  for (const group of groups) {
    if (group.isOwn) continue;
    const addresses = addressesOf(proc, group);
    const owner = addresses.length === 0 ? undefined : owners.ownerOfAny(group.pids);
    if (owner === undefined) continue;
    // Containers inside of containers have addresses from the same few private ranges, and none of them is seen in this table.
    for (const address of addresses) byAddress.set(address, byAddress.has(address) ? "several" : { address, owner });
  }
  const claims = [...byAddress.values()].filter((claim) => claim !== "several");
  return { claims, ambiguous: byAddress.size - claims.length };
}

/** Asks the processes of the namespace, the oldest first, until one is still there to answer. */
function addressesOf(proc: FileTree, { pids }: NamespaceGroup): readonly string[] {
  for (const pid of pids.slice(0, mostProcessesAsked)) {
    const routes = readOfProcess(() => proc.readText(`${pid}/net/fib_trie`));
    if (routes.status !== "read") continue;
    const ipv6 = readOfProcess(() => proc.readTextIfPresent(`${pid}/net/if_inet6`) ?? "");
    const all = [...parseFibTrieLocals(routes.value), ...(ipv6.status === "read" ? parseIfInet6(ipv6.value) : [])];
    return all.filter(isSeenOutside).slice(0, mostAddresses);
  }
  return [];
}

const mostProcessesAsked = 8;
/** A pod has one or two, a few more with several networks. */
const mostAddresses = 64;

/** Loopback and link-local addresses are the same in every namespace. */
function isSeenOutside(address: string): boolean {
  const words = parseAddress(address);
  return words !== undefined && !isLoopbackOrLinkLocal(words);
}

function isLoopbackOrLinkLocal([word0, word1, word2, word3]: AddressWords): boolean {
  if (isIpv4Words(word0, word1, word2)) return word3 >>> 24 === 127 || word3 >>> 16 === 0xa9fe;
  return word0 >>> 22 === 0xfe80 >>> 6 || (word0 === 0 && word1 === 0 && word2 === 0 && word3 === 1);
}

function ownAddresses(proc: FileTree): readonly NodeAddress[] {
  const name = proc.readTextIfPresent("sys/kernel/hostname")?.trim() ?? "this node";
  return readLocalAddresses(proc)
    .slice(0, maximumOwnAddresses)
    .map((address) => ({ address, name, isOwn: true }));
}

/** In IPVS mode every service's address is the node's own: a large cluster has some ten thousand. */
const maximumOwnAddresses = 20_000;
