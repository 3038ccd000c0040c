import type { ConntrackSettings } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { parseSysctlNumber } from "../wire/procfs/sysctl.ts";
import { defineCollector } from "./collector.ts";
import { withRemarks } from "./remarks.ts";
import { conntrackNotLoaded, conntrackSysctls, isConntrackLoaded } from "./sysctl-files.ts";

export const settings = defineCollector({
  part: "settings",
  title: "Settings of connection tracking",
  why: "Timeouts decide how long an entry stays, and they turn the time left into an age.",
  reads: ["/proc/sys/net/netfilter/nf_conntrack_*"],
  cost: "cheap",
  async collect({ proc }) {
    const { sysctls, unread } = readAll(proc);
    return {
      value: { sysctls },
      source: proc.path(`${conntrackSysctls}/nf_conntrack_*`),
      ...withRemarks(unread.length === 0 ? undefined : `no number could be read from ${unread.join(", ")}`),
    };
  },
});

/** Every numeric sysctl of connection tracking by its file name. Throws PartMissing where nothing is tracked. */
export function readConntrackSysctls(proc: FileTree): ConntrackSettings["sysctls"] {
  return readAll(proc).sysctls;
}

function readAll(proc: FileTree): ConntrackSettings & { readonly unread: readonly string[] } {
  if (!isConntrackLoaded(proc)) throw conntrackNotLoaded(proc);
  const names = proc.list(conntrackSysctls).filter((name) => name.startsWith("nf_conntrack"));
  const numbers = names.sort().map((name) => [name, numberOrUndefined(proc, `${conntrackSysctls}/${name}`)] as const);
  return {
    sysctls: Object.fromEntries(numbers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    unread: numbers.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}

/** One sysctl that may not be read must not cost the others. */
function numberOrUndefined(proc: FileTree, relative: string): number | undefined {
  try {
    return parseSysctlNumber(proc.readText(relative));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
