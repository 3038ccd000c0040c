import type { KernelIdentity } from "../model/node-snapshot.ts";
import { readBuiltinModules } from "../sources/builtin-modules.ts";
import { parseKernelStat } from "../wire/procfs/kernel-stat.ts";
import { parseBuiltinModules, parseLoadedModules } from "../wire/procfs/modules.ts";
import { defineCollector } from "./collector.ts";
import { withRemarks } from "./remarks.ts";

export const kernel = defineCollector({
  part: "kernel",
  title: "Kernel",
  why: "What a counter means, and what can be asked at all, depends on the release and its modules.",
  reads: ["/proc/sys/kernel/osrelease", "/proc/modules", "/sys/module", "/proc/1/root/lib/modules/*/modules.builtin", "/proc/stat"],
  cost: "cheap",
  async collect({ proc, sys }) {
    const release = proc.readText("sys/kernel/osrelease").trim();
    const { bootedAtMs } = parseKernelStat(proc.readText("stat"));
    const loaded = ofInterest(parseLoadedModules(proc.readTextIfPresent("modules") ?? ""));
    const list = readBuiltinModules(proc, release);
    // Built-in modules are named under /sys/module only when they have a parameter or a version.
    const builtin = ofInterest([...(sys.exists("module") ? sys.list("module") : []), ...parseBuiltinModules(list ?? "")]);
    const modules: KernelIdentity["modules"] = [
      ...loaded.map((name) => ({ name, state: "loaded" as const })),
      ...builtin.filter((name) => !loaded.includes(name)).map((name) => ({ name, state: "builtin" as const })),
    ];
    return {
      value: { release, modules, ...(bootedAtMs === undefined ? {} : { bootedAtMs }) },
      source: proc.path("{sys/kernel/osrelease,modules,stat}"),
      ...withRemarks(
        list === undefined ? "modules.builtin could not be read: built-in modules without parameters are not named" : undefined,
      ),
    };
  },
});

function ofInterest(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name) => modulesOfInterest.test(name)))].sort();
}

const modulesOfInterest =
  /^(nf_|nft_|nfnetlink|ip_vs|ip_tables|ip6_tables|iptable_|ip6table_|ip_set|xt_|br_netfilter$|act_ct$|openvswitch$|ena$|veth$|vxlan$|geneve$)/;
