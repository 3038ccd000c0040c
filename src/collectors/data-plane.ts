import { isErrno } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { parseIpvsServices, parseIpvsTotals } from "../wire/procfs/ip-vs.ts";
import { defineCollector } from "./collector.ts";
import { type DataPlaneEvidence, judgeDataPlane } from "./data-plane-judgement.ts";
import { countConnectionsOfIpvs } from "./ipvs-connections.ts";
import { findProxyProcesses } from "./proxy-processes.ts";
import { amount, withRemarks } from "./remarks.ts";

export const dataPlane = defineCollector({
  part: "dataPlane",
  title: "Data plane of services",
  why: "Who forwards to services decides which tables fill: conntrack alone, IPVS's own beside it, or maps in BPF.",
  reads: [
    "/proc/net/ip_tables_names",
    "/proc/net/ip_vs",
    "/proc/net/ip_vs_stats",
    "/proc/net/ip_vs_conn",
    "/proc/<pid>/comm",
    "/proc/<pid>/cmdline",
    "/proc/<pid>/root/<kube-proxy's configuration>",
    "/sys/class/net",
  ],
  capability: { name: "CAP_SYS_PTRACE", gives: "the mode that kube-proxy's configuration file names" },
  cost: "cheap",
  async collect({ proc, sys }, options) {
    const found = await findProxyProcesses(proc, options);
    const ipvsText = proc.readTextIfPresent("net/ip_vs");
    const ipvs = ipvsText === undefined ? undefined : parseIpvsServices(ipvsText);
    const interfaces = sys.list("class/net");
    const evidence: DataPlaneEvidence = {
      processes: found.processes,
      ipvsServices: ipvs?.services ?? 0,
      natTable: readNatTable(proc),
      hasIpvsInterface: interfaces.includes("kube-ipvs0"),
      ciliumInterfaces: interfaces.filter((name) => name === "cilium_host" || name === "cilium_net" || name.startsWith("lxc")).sort(),
    };
    const connections = ipvs === undefined ? undefined : countConnectionsOfIpvs(proc, ipvs);
    const totals = parseIpvsTotals(proc.readTextIfPresent("net/ip_vs_stats") ?? "");
    return {
      value: { ...judgeDataPlane(evidence), ...(connections === undefined ? {} : { ipvsConnections: connections.count }) },
      source: [proc.path("<pid>/comm"), proc.path("net/ip_vs"), proc.path("net/ip_tables_names"), sys.path("class/net")].join(", "),
      ...withRemarks(
        found.skipped === 0 ? undefined : `${amount(found.skipped, "process", "processes")} not looked at`,
        evidence.natTable === "forbidden" ? `${proc.path("net/ip_tables_names")} may be read by root only` : undefined,
        connections?.remark,
        totals === undefined
          ? undefined
          : `IPVS has scheduled ${amount(totals.connections, "connection", "connections")} since it was loaded`,
      ),
    };
  },
});

/** The names of xtables' own tables. iptables-nft does not show here, so that its absence says nothing against iptables. */
function readNatTable(proc: FileTree): DataPlaneEvidence["natTable"] {
  try {
    const text = proc.readTextIfPresent("net/ip_tables_names");
    return text?.split("\n").includes("nat") === true ? "present" : "absent";
  } catch (error) {
    if (isErrno(error, "EACCES") || isErrno(error, "EPERM")) return "forbidden";
    throw error;
  }
}
