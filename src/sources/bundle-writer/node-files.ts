import { errnoOf } from "../../platform/errno.ts";
import { ipv4RouteLines, ipv6RouteLines, localAddressLines } from "../../wire/procfs/route-table.ts";
import type { EthtoolSource } from "../ethtool-source.ts";
import { FileTree } from "../file-tree.ts";
import { hostByteOrder } from "../libc.ts";
import { SourceAbsent } from "../source-absent.ts";
import { countNftRules, readRoutingRules } from "./netlink-lists.ts";

/** One small file of a bundle. Reading it throws what a source throws; then the bundle says why it has no such file. */
export interface NodeFile {
  readonly path: string;
  /** The name in it that is not public: `ethtool_<interface>.txt`. */
  readonly interfaceName?: string;
  read(): string | Promise<string>;
}

export interface NodeFileSources {
  readonly proc: FileTree;
  readonly sys: FileTree;
  readonly ethtool: EthtoolSource;
  /** The root of the node's file system. */
  readonly hostRoot: string;
}

/** Everything about the node that is text and costs nothing to read. */
export function nodeFiles(sources: NodeFileSources): readonly NodeFile[] {
  const { proc, sys, ethtool, hostRoot } = sources;
  return [
    { path: "sysctls.txt", read: () => sysctlLines(proc) },
    { path: "routes.txt", read: () => routeLines(proc) },
    { path: "rules.txt", read: readRoutingRules },
    { path: "links.txt", read: () => linkLines(sys) },
    { path: "resolv.conf", read: () => new FileTree(hostRoot).readText("etc/resolv.conf") },
    { path: "rule_counts.txt", read: () => ruleCounts(proc) },
    ...interfacesWithStatistics(sys, ethtool),
  ];
}

/** `net.netfilter.*`, the neighbour tables' thresholds and the port range, in the form of `sysctl -a`. */
function sysctlLines(proc: FileTree): string {
  const inFolder = (folder: string) => (proc.exists(folder) ? proc.list(folder).map((name) => `${folder}/${name}`) : []);
  const paths = [
    ...inFolder("sys/net/netfilter"),
    "sys/net/nf_conntrack_max",
    ...["ipv4", "ipv6"].flatMap((family) => [1, 2, 3].map((number) => `sys/net/${family}/neigh/default/gc_thresh${number}`)),
    "sys/net/ipv4/ip_local_port_range",
    "sys/net/ipv4/ip_local_reserved_ports",
  ];
  const lines = paths.flatMap((path) => {
    const text = readFileOrNothing(proc, path);
    return text === undefined ? [] : [`${path.slice("sys/".length).replaceAll("/", ".")} = ${text.trimEnd()}`];
  });
  if (lines.length === 0) throw new SourceAbsent(proc.path("sys/net"), `${proc.path("sys/net")} has none of these sysctls`);
  return lines.sort().join("\n");
}

function routeLines(proc: FileTree): string {
  const ipv6 = proc.readTextIfPresent("net/ipv6_route");
  const trie = proc.readTextIfPresent("net/fib_trie");
  return [
    "# /proc/net/route: the main table of IPv4",
    ...ipv4RouteLines(proc.readText("net/route"), hostByteOrder),
    ...(ipv6 === undefined ? [] : ["# /proc/net/ipv6_route", ...ipv6RouteLines(ipv6)]),
    ...(trie === undefined ? [] : ["# /proc/net/fib_trie: addresses of the node itself", ...localAddressLines(trie)]),
  ].join("\n");
}

/** One line an interface: state, size of packets, address, and what it lost. */
function linkLines(sys: FileTree): string {
  return sys
    .list("class/net")
    .sort()
    .flatMap((name) => {
      const attribute = (file: string) => readFileOrNothing(sys, `class/net/${name}/${file}`)?.trim();
      const state = attribute("operstate");
      // `bonding_masters` is a file among the interfaces.
      if (state === undefined) return [];
      const counters = ["rx_packets", "rx_errors", "rx_dropped", "rx_missed_errors", "tx_packets", "tx_errors", "tx_dropped"].flatMap(
        (counter) => {
          const value = attribute(`statistics/${counter}`);
          return value === undefined ? [] : [`${counter}=${value}`];
        },
      );
      return [
        [
          `${name}: state ${state} mtu ${attribute("mtu")} qlen ${attribute("tx_queue_len")} address ${attribute("address")}`,
          ...counters,
        ].join(" "),
      ];
    })
    .join("\n");
}

/** Chains of nf_tables by netlink. The older iptables has no interface that counts rules without its own program, which is not run. */
function ruleCounts(proc: FileTree): string {
  const legacy = (["ip", "ip6"] as const).flatMap((family) => {
    const names = readFileOrNothing(proc, `net/${family}_tables_names`)?.trim();
    return names === undefined || names === ""
      ? []
      : [`# tables of ${family}tables-legacy, whose rules cannot be counted from files: ${names.split("\n").join(" ")}`];
  });
  try {
    return [countNftRules(proc), ...legacy].join("\n");
  } catch (error) {
    if (legacy.length === 0 || !(error instanceof SourceAbsent || errnoOf(error) !== undefined)) throw error;
    return legacy.join("\n");
  }
}

function interfacesWithStatistics(sys: FileTree, ethtool: EthtoolSource): readonly NodeFile[] {
  if (!sys.exists("class/net")) return [];
  return sys
    .list("class/net")
    .filter((name) => sys.exists(`class/net/${name}/device`))
    .sort()
    .map((name) => ({
      path: `ethtool_${name}.txt`,
      interfaceName: name,
      read: async () => {
        const statistics = Object.entries(await ethtool.readStatistics(name));
        return ["NIC statistics:", ...statistics.map(([key, value]) => `     ${key}: ${value}`)].join("\n");
      },
    }));
}

/** Of many small files one that is missing, forbidden or no file at all costs only itself. */
function readFileOrNothing(tree: FileTree, path: string): string | undefined {
  try {
    return tree.readText(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
