import type { DataPlane } from "../model/node-snapshot.ts";
import type { ProxyProcesses } from "./proxy-processes.ts";
import { amount } from "./remarks.ts";

/** All that can be seen of the data plane without running any program. */
export interface DataPlaneEvidence {
  readonly processes: ProxyProcesses;
  readonly ipvsServices: number;
  /** xtables' own table `nat`. */
  readonly natTable: "present" | "absent" | "forbidden";
  readonly hasIpvsInterface: boolean;
  readonly ciliumInterfaces: readonly string[];
}

type Judgement = Pick<DataPlane, "kind" | "because" | "hasCilium">;

/** The kernel's own evidence before what a process says it does; what is hidden is `unknown`, never `none`. */
export function judgeDataPlane(evidence: DataPlaneEvidence): Judgement {
  const judgement = judgeForwarding(evidence);
  const { processes, ciliumInterfaces } = evidence;
  // Interfaces stay behind when Cilium is taken off a node; where the processes are seen, they decide.
  const hasCilium = processes.hasCiliumAgent || (!processes.seesAll && ciliumInterfaces.includes("cilium_host"));
  return hasCilium ? { ...judgement, hasCilium } : judgement;
}

function judgeForwarding(evidence: DataPlaneEvidence): Judgement {
  const { processes, ipvsServices, hasIpvsInterface } = evidence;
  if (ipvsServices > 0) {
    const device = hasIpvsInterface ? " and the interface kube-ipvs0 exists" : "";
    return { kind: "ipvs", because: `/proc/net/ip_vs has ${amount(ipvsServices, "service", "services")}${device}` };
  }
  if (processes.kubeProxy !== undefined) return judgeKubeProxy(evidence, processes.kubeProxy);
  if (processes.embeddingProxy !== undefined) {
    return judgeByNatTable(evidence, `${processes.embeddingProxy} runs with kube-proxy inside, whose mode is not to be seen`);
  }
  if (!processes.seesAll) return judgeWithHiddenProcesses(evidence);
  if (processes.hasCiliumAgent) return { kind: "cilium", because: "cilium-agent runs and kube-proxy does not" };
  if (processes.hasKubelet) {
    return { kind: "unknown", because: "kubelet runs, but neither kube-proxy nor cilium-agent: services are forwarded by something else" };
  }
  return { kind: "none", because: "neither kubelet, kube-proxy nor cilium-agent runs on this node" };
}

function judgeKubeProxy(evidence: DataPlaneEvidence, { pid, mode, modeFrom }: NonNullable<ProxyProcesses["kubeProxy"]>): Judgement {
  const beside = evidence.processes.hasCiliumAgent ? "; cilium-agent runs beside it" : "";
  if (mode === undefined) return judgeByNatTable(evidence, `kube-proxy (process ${pid}) runs, but ${modeFrom}`);
  if (mode === "") return { kind: "iptables", because: `kube-proxy (process ${pid}) runs in its default mode by ${modeFrom}${beside}` };
  if (mode === "iptables" || mode === "nftables" || mode === "ipvs") {
    return { kind: mode, because: `kube-proxy (process ${pid}) runs in mode ${mode} by ${modeFrom}${beside}` };
  }
  return { kind: "unknown", because: `kube-proxy (process ${pid}) runs in a mode that is not known here, by ${modeFrom}` };
}

/** The tables of xtables are a hint only: others than kube-proxy use them too. */
function judgeByNatTable({ natTable }: DataPlaneEvidence, because: string): Judgement {
  if (natTable === "present") return { kind: "iptables", because: `${because}; xtables has a table nat` };
  return { kind: "unknown", because };
}

function judgeWithHiddenProcesses({ processes, ciliumInterfaces }: DataPlaneEvidence): Judgement {
  const hidden = "the processes of the node are hidden (a container without hostPID, or hidepid), so kube-proxy may run unseen";
  if (processes.hasCiliumAgent || ciliumInterfaces.length > 0) {
    const shown = processes.hasCiliumAgent ? "cilium-agent runs" : `Cilium's interfaces exist (${ciliumInterfaces.slice(0, 3).join(", ")})`;
    return { kind: "unknown", because: `${shown}, but ${hidden}` };
  }
  return { kind: "unknown", because: hidden };
}
