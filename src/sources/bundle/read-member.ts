import type { FlowBatch } from "../../model/flow-batch.ts";
import { createEthtoolTextReader } from "../../wire/ethtool-text/ethtool-text-reader.ts";
import { parseKernelStat } from "../../wire/procfs/kernel-stat.ts";
import { parseMeminfo } from "../../wire/procfs/meminfo.ts";
import { parseLoadedModules } from "../../wire/procfs/modules.ts";
import { parseProtocolCounters } from "../../wire/procfs/protocol-counters.ts";
import { parseConntrackSlabs } from "../../wire/procfs/slabinfo.ts";
import { parseSockstat } from "../../wire/procfs/sockstat.ts";
import { parseSoftnetStat } from "../../wire/procfs/softnet-stat.ts";
import { proxyModeOfLogLine } from "../../wire/saved-text/proxy-mode-line.ts";
import { apiProbeLine, countOfMaxLine, type SavedTextKind } from "../../wire/saved-text/recognise-saved-text.ts";
import { parseSysctlLine } from "../../wire/saved-text/sysctl-line.ts";
import { createTextLineReader } from "../../wire/saved-text/text-line-reader.ts";
import { parseTopMemory } from "../../wire/saved-text/top-memory.ts";
import { parseUnameLine } from "../../wire/saved-text/uname-line.ts";
import type { BundleFacts } from "./bundle-facts.ts";
import { createConntrackFileReader } from "./conntrack-file-reader.ts";
import { createWholeTextReader, type MemberReader } from "./member-reader.ts";
import { parseManifest, parseSnapshot } from "./own-files.ts";
import { createSavedLogReader } from "./saved-log-reader.ts";

export interface MemberContext {
  readonly path: string;
  readonly facts: BundleFacts;
  /** Dates without a year lie before this. */
  readonly datesBeforeMs: number;
  readonly onBatch?: (batch: FlowBatch) => void;
  readonly knownTableRuns?: number;
}

/** What reads a file of this kind into the facts. */
export function createMemberReader(kind: SavedTextKind, context: MemberContext): MemberReader {
  const { path, facts } = context;
  switch (kind) {
    case "bundle-manifest":
      return createWholeTextReader(async (text) => {
        facts.manifest ??= { value: await parseManifest(path, text), path };
        return true;
      }, longestJson);
    case "snapshot":
      return createWholeTextReader(async (text) => {
        const said = { value: await parseSnapshot(path, text), path };
        if (/(?:^|\/)earlier\.json$/.test(path)) facts.earlier ??= said;
        else facts.snapshot ??= said;
        return true;
      }, longestJson);
    case "count-of-max":
      return createWholeTextReader((text) => takeCountOfMax(text, context));
    case "conntrack":
    case "conntrack-xml":
      return createConntrackFileReader({
        ...{ path, facts },
        ...(context.onBatch === undefined ? {} : { onBatch: context.onBatch }),
        ...(context.knownTableRuns === undefined ? {} : { knownRuns: context.knownTableRuns }),
      });
    case "kernel-log":
    case "system-log":
      return createSavedLogReader(context);
    case "sysctl":
      return readSysctls(context);
    case "ethtool-statistics":
      return readEthtool(context);
    case "kube-proxy-log":
      return readProxyLog(context);
    case "iptables-rules":
      return readIptables(context);
    case "api-probes":
      return readLines((line) => {
        const found = apiProbeLine.exec(line);
        if (found?.[1] === "1") facts.probedAtMs.push(Date.parse(`${found[2]}Z`));
        return found !== null;
      });
    default:
      return createWholeTextReader((text) => takeSmallText(kind, text, context));
  }
}

/** A snapshot of a node with hundreds of pods is some 200 kB. */
const longestJson = 32 * 1024 ** 2;

function takeCountOfMax(text: string, { path, facts }: MemberContext): boolean {
  const [, count, max] = countOfMaxLine.exec(text.trim()) ?? [];
  if (count === undefined || max === undefined) return false;
  facts.countOfMax ??= { value: { count: Number(count), max: Number(max) }, path };
  return true;
}

function takeSmallText(kind: SavedTextKind, text: string, { path, facts }: MemberContext): boolean {
  switch (kind) {
    case "sockstat":
      facts.sockstat.push({ value: parseSockstat(text), path });
      return true;
    case "protocol-counters":
      facts.protocolCounters.push({ value: parseProtocolCounters(text).groups, path });
      return true;
    case "slabinfo": {
      const value = parseConntrackSlabs(text);
      if (value !== undefined) facts.slab ??= { value, path };
      return value !== undefined;
    }
    case "meminfo": {
      const memory = parseMeminfo(text);
      const totalBytes = memory.get("MemTotal");
      const availableBytes = memory.get("MemAvailable");
      if (totalBytes !== undefined)
        facts.meminfo = { value: { totalBytes, ...(availableBytes === undefined ? {} : { availableBytes }) }, path };
      return totalBytes !== undefined;
    }
    case "process-overview": {
      const value = parseTopMemory(text);
      if (value !== undefined) facts.meminfo ??= { value, path };
      return value !== undefined;
    }
    case "kernel-stat":
      facts.kernelStat ??= { value: parseKernelStat(text), path };
      return true;
    case "softnet-stat":
      facts.softnet ??= { value: parseSoftnetStat(text), path };
      return true;
    case "uname": {
      const value = parseUnameLine(`${text.split("\n")[0]} `);
      if (value !== undefined) facts.uname ??= { value, path };
      return value !== undefined;
    }
    case "instance-id":
      facts.instanceId ??= { value: text.trim(), path };
      return true;
    case "availability-zone":
      facts.availabilityZone ??= { value: text.trim(), path };
      return true;
    case "module-list":
      facts.modules ??= { value: parseLoadedModules(text).filter((name) => name !== "Module"), path };
      return true;
    default:
      return false;
  }
}

/** Keys that come late in a large file: net.netfilter stands behind all of net.ipv4 and net.ipv6, thousands of lines on a node with many pods. */
function readSysctls({ path, facts }: MemberContext): MemberReader {
  return readLines((line) => {
    const found = parseSysctlLine(line);
    if (found === undefined || !wantedSysctl.test(found.key)) return false;
    const before = facts.sysctls.get(found.key);
    // A collector that appends writes the newer value behind the older one.
    if (before === undefined || before.path === path) facts.sysctls.set(found.key, { value: found.value, path });
    return true;
  });
}

const wantedSysctl =
  /^(?:net\.netfilter\.nf_conntrack\w*|net\.nf_conntrack_max|net\.ipv4\.ip_local_(?:port_range|reserved_ports)|kernel\.(?:hostname|osrelease))$/;

function readEthtool({ path, facts }: MemberContext): MemberReader {
  const reader = createEthtoolTextReader(/ethtool[-_ ](?:-?S[-_ ])?([\w.@:-]{1,15})\.(?:txt|out|log)$/.exec(path)?.[1]);
  const lines = createTextLineReader({ onLine: (line) => reader.takeLine(line) });
  return {
    push: (chunk) => lines.push(chunk),
    async finish() {
      lines.finish();
      facts.ethtool.push({ value: reader.finish(), path });
      return true;
    },
  };
}

function readProxyLog({ path, facts }: MemberContext): MemberReader {
  facts.proxyLogs.push(path);
  return readLines((line) => {
    const mode = proxyModeOfLogLine(line);
    // The last start is the one that counts.
    if (mode !== undefined) facts.proxyMode = { value: mode, path };
    return mode !== undefined;
  });
}

function readIptables({ path, facts }: MemberContext): MemberReader {
  let hasServiceChains = false;
  let hasCiliumChains = false;
  const lines = createTextLineReader({
    onLine(line) {
      hasServiceChains ||= line.includes("KUBE-SVC-");
      hasCiliumChains ||= line.includes("CILIUM_");
    },
  });
  return {
    push(chunk) {
      if (!hasServiceChains) lines.push(chunk);
    },
    async finish() {
      lines.finish();
      facts.iptables.push({ value: { hasServiceChains, hasCiliumChains }, path });
      return true;
    },
  };
}

function readLines(take: (line: string) => boolean): MemberReader {
  let wasUsed = false;
  const lines = createTextLineReader({
    onLine(line) {
      if (take(line)) wasUsed = true;
    },
  });
  return {
    push: (chunk) => lines.push(chunk),
    async finish() {
      lines.finish();
      return wasUsed;
    },
  };
}
