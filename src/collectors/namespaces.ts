import type { Counters, NamespaceUsage } from "../model/node-snapshot.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { parseConntrackStat } from "../wire/procfs/conntrack-stat.ts";
import { parseProcessName } from "../wire/procfs/process-name.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { type NamespaceGroup, statFile } from "./namespace-groups.ts";
import { maximumProcesses, readOfProcess, seesAllProcesses } from "./process-ids.ts";
import { amount, withRemarks } from "./remarks.ts";
import { findNamespaceGroups } from "./shared-namespace-groups.ts";
import { conntrackNotLoaded, isConntrackLoaded } from "./sysctl-files.ts";

/** A namespace without any process in it (`ip netns add` alone) is not found this way: /proc shows namespaces through processes only. */
export const namespaces = defineCollector({
  part: "namespaces",
  title: "Tables of other network namespaces",
  why: "The limit is one number but it is tested in each namespace: a pod's own table can be full while the node's is empty.",
  reads: ["/proc/<pid>/ns/net", "/proc/<pid>/net/stat/nf_conntrack", "/proc/<pid>/comm"],
  capability: {
    name: "CAP_SYS_PTRACE",
    gives: "the number of each namespace, which the kernel's log names, and processes that are hidden",
  },
  cost: "cheap",
  async collect({ proc }, options) {
    if (!isConntrackLoaded(proc)) throw conntrackNotLoaded(proc);
    if (!proc.exists("net/stat/nf_conntrack")) {
      const reason =
        "this kernel is built without CONFIG_NF_CONNTRACK_PROCFS: the tables of other namespaces cannot be read without entering them";
      throw new PartMissing("absent", proc.path("<pid>/net/stat/nf_conntrack"), reason);
    }
    const { groups, withoutNumber, forbidden, skipped } = await findNamespaceGroups(proc, options);
    const value = groups.flatMap((group) => usageOf(proc, group) ?? []);
    return {
      value,
      source: proc.path("<pid>/net/stat/nf_conntrack"),
      ...withRemarks(
        skipped === 0 ? undefined : `${processes(skipped)} after the first ${maximumProcesses} not looked at`,
        withoutNumber === 0
          ? undefined
          : `namespace known apart but not by number for ${processes(withoutNumber)}: reading /proc/<pid>/ns/net needs CAP_SYS_PTRACE`,
        forbidden === 0 ? undefined : `${processes(forbidden)} could not be looked at; CAP_SYS_PTRACE would help`,
        seesAllProcesses(proc) ? undefined : "not every process of the node is visible (a container without hostPID, or hidepid)",
      ),
    };
  },
});

function processes(count: number): string {
  return amount(count, "process", "processes");
}

/** Asks the processes of a namespace, the oldest first, until one is still there to answer. */
function usageOf(proc: FileTree, { inode, isOwn, pids }: NamespaceGroup): NamespaceUsage | undefined {
  for (const pid of pids) {
    const text = readOfProcess(() => proc.readText(statFile(pid)));
    const name = readOfProcess(() => proc.readText(`${pid}/comm`));
    if (text.status !== "read" || name.status !== "read") continue;
    const { entries, perCpu } = parseConntrackStat(text.value);
    if (entries === undefined) continue;
    const command = parseProcessName(name.value);
    return { ...(inode === undefined ? {} : { inode }), pid, command, isOwn, count: entries, counters: sumOverCpus(perCpu) };
  }
  return undefined;
}

function sumOverCpus(perCpu: readonly { readonly counters: Counters }[]): Counters {
  const names = Object.keys(perCpu[0]?.counters ?? {});
  return Object.fromEntries(names.map((name) => [name, perCpu.reduce((sum, { counters }) => sum + (counters[name] ?? 0), 0)]));
}
