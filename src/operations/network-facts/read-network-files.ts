import { countIptablesRules, type RuleCount } from "../../wire/network-files/count-iptables-rules.ts";
import { kubeProxyLimitOfLine } from "../../wire/network-files/kube-proxy-limit-line.ts";
import { type AddressPool, parseAddressPool } from "../../wire/network-files/parse-address-pool.ts";
import { parseCniPlugins, parseFlatSettings } from "../../wire/network-files/parse-cni-settings.ts";
import { parseResolvConf, type ResolvConf } from "../../wire/network-files/parse-resolv-conf.ts";
import { countRoutingRules, parseRoutes, type SavedRoutes } from "../../wire/network-files/parse-routes.ts";
import { parseReversePathFilters, type ReversePathFilters } from "../../wire/network-files/parse-rp-filter.ts";
import type { OpenBundle } from "../bundle-shelf/bundle-shelf.ts";
import { searchBundle } from "../search/search-bundle.ts";

/** What one file says. */
export interface FileFact<Value> {
  readonly file: string;
  readonly value: Value;
  /** Only its beginning was read. */
  readonly isCut: boolean;
}

/** What only the files of a bundle say of a node's network, and no reading of its snapshot does. */
export interface NetworkFiles {
  readonly rules: readonly FileFact<RuleCount>[];
  readonly routes: readonly FileFact<SavedRoutes>[];
  readonly routingRules: readonly FileFact<number>[];
  readonly resolvConf: readonly FileFact<ResolvConf>[];
  readonly rpFilter: readonly FileFact<ReversePathFilters>[];
  readonly cniPlugins: readonly FileFact<{ readonly name: string; readonly plugins: readonly string[] }>[];
  readonly cniSettings: readonly FileFact<Readonly<Record<string, string>>>[];
  readonly ipamdSettings: readonly FileFact<Readonly<Record<string, string>>>[];
  readonly addressPool: readonly FileFact<AddressPool>[];
  readonly proxyLimit: readonly FileFact<number>[];
}

/** By the names that eks-log-collector, the sgfp toolkit and `ullage collect` give them. */
const paths = {
  // All tables are in what iptables-save wrote; without it they are files of their own, and what is in none of them is the filter table.
  savedRules: /(?:^|\/)ip6?tables-save\.txt$/,
  listedRules: /(?:^|\/)(?:ip6?tables-(?:filter|nat|mangle)\.txt|node_iptables_(?:filter|nat)\.txt|rule_counts\.txt)$/,
  routes: /(?:^|\/)(?:ip6?route\.txt|ip_route\.txt|node_routes_all\.txt|routes\.txt)$/,
  routingRules: /(?:^|\/)(?:ip6?rule\.txt|rules\.txt)$/,
  resolvConf: /(?:^|\/)resolv\.conf(?:\.txt)?$/,
  rpFilter: /(?:^|\/)(?:sysctl_all\.txt|node_rp_filter\.txt|all-sysctls)$/,
  cniPlugins: /(?:^|\/)cni\/[^/]+\.conf(?:list)?$/,
  cniSettings: /(?:^|\/)networkutils-env-settings\.json$/,
  ipamdSettings: /(?:^|\/)ipamd-env-settings\.json$/,
  addressPool: /(?:^|\/)ipamd\/enis\.json$/,
  proxyLog: /kube-proxy[^/]*(?:\/|\.log|\.txt)/,
} as const;

export async function readNetworkFiles(open: OpenBundle, signal: AbortSignal): Promise<NetworkFiles> {
  const read = <Value>(path: RegExp, parse: (text: string) => Value | undefined) => factsOf(open, path, parse, signal);
  const saved = await read(paths.savedRules, countIptablesRules);
  return {
    rules: saved.length > 0 ? saved : await read(paths.listedRules, countIptablesRules),
    routes: await read(paths.routes, parseRoutes),
    routingRules: await read(paths.routingRules, countRoutingRules),
    resolvConf: await read(paths.resolvConf, parseResolvConf),
    rpFilter: await read(paths.rpFilter, parseReversePathFilters),
    cniPlugins: await read(paths.cniPlugins, parseCniPlugins),
    cniSettings: await read(paths.cniSettings, parseFlatSettings),
    ipamdSettings: await read(paths.ipamdSettings, parseFlatSettings),
    addressPool: await read(paths.addressPool, parseAddressPool),
    proxyLimit: await proxyLimits(open, signal),
  };
}

/** A node's rules are some megabytes; `conntrack.txt` and logs are not read whole. */
const longestFile = 16 * 1024 * 1024;
const mostFiles = 8;

async function factsOf<Value>(
  { files, text }: OpenBundle,
  path: RegExp,
  parse: (text: string) => Value | undefined,
  signal: AbortSignal,
): Promise<readonly FileFact<Value>[]> {
  const facts: FileFact<Value>[] = [];
  for (const file of files.filter((file) => path.test(file.path) && !file.isBinary && file.bytes > 0).slice(0, mostFiles)) {
    const bytes = await text.readBytes(file.path, 0, longestFile, signal);
    const value = parse(new TextDecoder().decode(bytes).replaceAll("\r\n", "\n"));
    if (value !== undefined) facts.push({ file: file.path, value, isCut: file.bytes > longestFile });
  }
  return facts;
}

/** The last one that each log has: kube-proxy sets it when it starts. */
async function proxyLimits({ text }: OpenBundle, signal: AbortSignal): Promise<readonly FileFact<number>[]> {
  const logs = text.places.filter(({ path }) => paths.proxyLog.test(path));
  if (logs.length === 0) return [];
  const { files, isPartial } = await searchBundle(logs, { pattern: "nf_?conntrack_?max", contextLines: 0, maxMatches: 500, signal });
  return files.flatMap(({ path, matches }) => {
    const limits = matches.flatMap(({ line }) => kubeProxyLimitOfLine(line) ?? []);
    const last = limits.at(-1);
    return last === undefined ? [] : [{ file: path, value: last, isCut: isPartial }];
  });
}
