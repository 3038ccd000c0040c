import type { AddressOwners } from "../../model/address-owners.ts";
import type {
  CloudInstance,
  CpuCounters,
  DataPlane,
  InterfaceAllowances,
  KernelIdentity,
  NodeResources,
  PortRanges,
  SnapshotParts,
  SocketQueues,
} from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import { sourceNatDefault } from "../../model/source-nat-default.ts";
import { WireError } from "../../wire/bytes/wire-error.ts";
import type { CpuRow } from "../../wire/conntrack-stats-text/parse-conntrack-stats.ts";
import { countCovered, parsePortList, parseSysctlRange } from "../../wire/procfs/sysctl.ts";
import type { CountedTable } from "../table-counting.ts";
import type { BundleFacts, Said } from "./bundle-facts.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { bootTimeOf, kernelLogPart } from "./kernel-log-part.ts";
import type { PartDrafts } from "./part-draft.ts";
import { tableCompositionPart, tableUsagePart } from "./table-parts.ts";
import { conntrackSysctlNumbers } from "./table-pass.ts";

export interface PartsOptions {
  readonly layout: BundleLayout;
  readonly node: string;
  readonly counted?: CountedTable;
  /** The sample that counts: the last of those that a file holds. */
  readonly counters?: Said<readonly CpuRow[]>;
  readonly allowances: readonly Said<InterfaceAllowances>[];
}

/** Every part of a snapshot: what the files say, or which file would have said it. */
export function composeParts(facts: BundleFacts, options: PartsOptions, drafts: PartDrafts): Required<SnapshotParts> {
  const { layout, counted, counters, allowances } = options;
  const tableComposition = tableCompositionPart(facts, counted, layout, drafts);
  return {
    tableUsage: tableUsagePart(facts, tableComposition, layout, drafts),
    namespaces: drafts.missing("/proc/<pid>/net/stat/nf_conntrack of the pods"),
    cpuCounters: cpuCountersPart(counters, drafts),
    settings: settingsPart(facts, drafts),
    tableComposition,
    kernelLog: kernelLogPart(facts, layout, drafts),
    slabMemory: facts.slab === undefined ? drafts.missing("/proc/slabinfo") : drafts.present(facts.slab.value, [facts.slab.path]),
    interfaceAllowances: allowancesPart(facts, allowances, drafts),
    socketQueues: socketQueuesPart(facts, drafts),
    portRanges: portRangesPart(facts, drafts),
    neighbourTable: drafts.missing("/proc/net/stat/arp_cache"),
    softnet:
      facts.softnet === undefined
        ? drafts.missing("/proc/net/softnet_stat")
        : drafts.present({ perCpu: facts.softnet.value.perCpu }, [facts.softnet.path]),
    resources: resourcesPart(facts, drafts),
    kernel: kernelPart(facts, drafts),
    dataPlane: dataPlanePart(facts, drafts),
    kubeProxy: drafts.missing("metrics of kube-proxy"),
    nodeDns: drafts.missing("metrics of CoreDNS or NodeLocal DNS"),
    cloudInstance: cloudInstancePart(facts, drafts),
    bpfMaps: drafts.missing("metrics of Cilium"),
    limitConfiguration: drafts.missing("configuration that sets nf_conntrack_max"),
    eventListeners: drafts.missing("list of who listens to conntrack events"),
    localAddresses: drafts.missing("addresses of the node"),
    neighbours: drafts.missing("neighbours of the node"),
    localConnections: drafts.missing("answers to connections made on the node"),
    addressOwners: addressOwnersPart(facts, options.node, drafts),
    podNetworks: drafts.missing("/proc/<pid>/net/{snmp,netstat} of the pods"),
  };
}

function addressOwnersPart({ podLists }: BundleFacts, node: string, drafts: PartDrafts): Reading<AddressOwners> {
  const owners = podLists?.ownersFor(node);
  return podLists === undefined || owners === undefined
    ? drafts.missing("list of pods with their addresses")
    : drafts.present(owners, podLists.paths, podLists.remarks);
}

export function cpuCountersPart(counters: Said<readonly CpuRow[]> | undefined, drafts: PartDrafts): Reading<CpuCounters> {
  if (counters === undefined) return drafts.missing("conntrack -S");
  return drafts.present({ origin: "conntrack-text", perCpu: counters.value }, [counters.path]);
}

function settingsPart({ sysctls }: BundleFacts, drafts: PartDrafts): Reading<{ readonly sysctls: Readonly<Record<string, number>> }> {
  const numbers = conntrackSysctlNumbers(sysctls);
  if (Object.keys(numbers).length > 0) return drafts.present({ sysctls: numbers }, pathsOfSysctls(sysctls));
  const [other] = sysctls.values();
  if (other === undefined) return drafts.missing("sysctl -a");
  return drafts.missing(
    "sysctl -a",
    `${other.path} has no net.netfilter.nf_conntrack_*: nf_conntrack was not loaded, or the list is cut short`,
  );
}

function pathsOfSysctls(sysctls: BundleFacts["sysctls"]): string[] {
  return [...sysctls].flatMap(([key, { path }]) => (key.startsWith("net.netfilter.") ? [path] : []));
}

export function allowancesPart(
  facts: BundleFacts,
  allowances: readonly Said<InterfaceAllowances>[],
  drafts: PartDrafts,
): Reading<readonly InterfaceAllowances[]> {
  if (allowances.length > 0) {
    return drafts.present(
      allowances.map(({ value }) => value),
      allowances.map(({ path }) => path),
    );
  }
  const [file] = facts.ethtool;
  if (file === undefined) return drafts.missing("ethtool -S");
  return drafts.missing("ethtool -S", `no interface in ${file.path} has allowance counters: the driver is not ENA, or older than 2.2.10`);
}

function socketQueuesPart({ sockstat, protocolCounters }: BundleFacts, drafts: PartDrafts): Reading<SocketQueues> {
  const paths = [...sockstat, ...protocolCounters].map(({ path }) => path);
  if (paths.length === 0) return drafts.missing("/proc/net/sockstat, /proc/net/snmp or /proc/net/netstat");
  const group = (name: string) => protocolCounters.findLast(({ value }) => value.has(name))?.value.get(name) ?? {};
  const value: SocketQueues = {
    tcpExt: group("TcpExt"),
    tcp: group("Tcp"),
    udp: group("Udp"),
    sockets: Object.fromEntries(sockstat.flatMap((one) => Object.entries(one.value))),
  };
  const lacks = [
    ...(Object.keys(value.tcpExt).length === 0 ? ["/proc/net/netstat (listen overflows)"] : []),
    ...(Object.keys(value.tcp).length === 0 ? ["/proc/net/snmp"] : []),
    ...(sockstat.length === 0 ? ["/proc/net/sockstat"] : []),
  ];
  return drafts.present(value, paths, lacks.length === 0 ? [] : [`the bundle has no ${lacks.join(" and no ")}`]);
}

function portRangesPart({ sysctls }: BundleFacts, drafts: PartDrafts): Reading<PortRanges> {
  const range = sysctls.get("net.ipv4.ip_local_port_range");
  if (range === undefined) return drafts.missing("net.ipv4.ip_local_port_range (sysctl -a)");
  try {
    const ephemeral = parseSysctlRange(range.value);
    const reserved = parsePortList(sysctls.get("net.ipv4.ip_local_reserved_ports")?.value ?? "");
    return drafts.present({ ephemeral, reservedPorts: countCovered(ephemeral, reserved), sourceNatDefault }, [range.path]);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return drafts.missing("net.ipv4.ip_local_port_range (sysctl -a)", `${range.path}: ${error.message}`);
  }
}

function resourcesPart({ kernelStat, meminfo }: BundleFacts, drafts: PartDrafts): Reading<NodeResources> {
  const cpus = kernelStat?.value.cpus ?? 0;
  if (kernelStat === undefined || cpus === 0) return drafts.missing("/proc/stat");
  if (meminfo === undefined) return drafts.missing("/proc/meminfo or top");
  const { totalBytes, availableBytes } = meminfo.value;
  if (availableBytes === undefined)
    return drafts.missing("/proc/meminfo or top", `${meminfo.path} does not say how much memory is available`);
  return drafts.present({ cpus, memoryTotalBytes: totalBytes, memoryAvailableBytes: availableBytes }, [kernelStat.path, meminfo.path]);
}

function kernelPart(facts: BundleFacts, drafts: PartDrafts): Reading<KernelIdentity> {
  const release = facts.uname?.value.release ?? facts.sysctls.get("kernel.osrelease")?.value;
  const releasePath = facts.uname?.path ?? facts.sysctls.get("kernel.osrelease")?.path;
  if (release === undefined || releasePath === undefined) return drafts.missing("uname -a");
  const bootedAtMs = bootTimeOf(facts);
  const value: KernelIdentity = {
    release,
    modules: (facts.modules?.value ?? []).map((name) => ({ name, state: "loaded" as const })),
    ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
  };
  const paths = [releasePath, ...(facts.modules === undefined ? [] : [facts.modules.path])];
  return drafts.present(value, paths, facts.modules === undefined ? ["the bundle has no lsmod"] : []);
}

function cloudInstancePart({ instanceId, availabilityZone }: BundleFacts, drafts: PartDrafts): Reading<CloudInstance> {
  if (instanceId === undefined) return drafts.missing("instance-id");
  const zone = availabilityZone === undefined ? {} : { zone: availabilityZone.value };
  const paths = [instanceId.path, ...(availabilityZone === undefined ? [] : [availabilityZone.path])];
  return drafts.present({ provider: "amazon-ec2", instanceId: instanceId.value, ...zone }, paths, [
    "the bundle does not say the type of the instance",
  ]);
}

function dataPlanePart({ proxyMode, proxyLogs, iptables }: BundleFacts, drafts: PartDrafts): Reading<DataPlane> {
  if (proxyMode !== undefined) {
    const { value, path } = proxyMode;
    return drafts.present({ kind: value, because: `the log of kube-proxy says "Using ${value} Proxier"` }, [path]);
  }
  const rules = iptables.find(({ value }) => value.hasServiceChains);
  if (rules !== undefined)
    return drafts.present({ kind: "iptables", because: "the rules hold kube-proxy's chains KUBE-SVC-…" }, [rules.path]);
  const cilium = iptables.find(({ value }) => value.hasCiliumChains);
  if (cilium !== undefined) {
    const because = "the rules hold Cilium's chains and none of kube-proxy's; whether Cilium replaces kube-proxy they do not say";
    return drafts.present({ kind: "unknown", because }, [cilium.path]);
  }
  const [log] = proxyLogs;
  if (log === undefined) return drafts.missing("log of kube-proxy and no iptables rules");
  return drafts.missing("log of kube-proxy", `${log} does not reach back to the start of kube-proxy, where it names its mode`);
}
