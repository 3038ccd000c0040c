import { fileURLToPath } from "node:url";
import type { Counters, LocalConnection, PartName, PartValues } from "../model/node-snapshot.ts";
import type { ConntrackSource } from "../sources/conntrack-source.ts";
import { FileTree } from "../sources/file-tree.ts";
import type { KernelLogReading, KernelLogSource } from "../sources/kernel-log-source.ts";
import type { LocalHttp } from "../sources/local-http.ts";
import type { Sources } from "../sources/sources.ts";
import type { Collected, Collector } from "./collector.ts";

/** A folder under fixtures/proc. */
export type FixtureName =
  | "linux-6.18-quiet"
  | "linux-6.18-no-conntrack"
  | "linux-6.1-no-procfs-stat"
  | "linux-5.4-kube-proxy-iptables"
  | "linux-5.15-ipvs"
  | "linux-6.6-nftables"
  | "linux-6.6-workloads"
  | "linux-6.1-cilium";

/** What stands in for the kernel's answers that are not files; asking for one that a test does not name fails the test. */
export interface Recorded {
  readonly dump?: ConntrackSource["dump"];
  readonly cpuCounters?: ConntrackSource["readCpuCounters"];
  readonly statistics?: (interfaceName: string) => Counters;
  readonly kernelLog?: () => KernelLogReading;
  readonly follow?: KernelLogSource["follow"];
  readonly proc?: FileTree;
  readonly sys?: FileTree;
  readonly host?: FileTree;
  readonly localHttp?: LocalHttp["request"];
  readonly localAttempts?: readonly LocalConnection[];
  readonly localDatagram?: LocalConnection["outcome"];
}

export function fixturePath(name: FixtureName): string {
  return fileURLToPath(new URL(`../../fixtures/proc/${name}`, import.meta.url));
}

export function fixtureSources(name: FixtureName, recorded: Recorded = {}): Sources {
  return {
    proc: recorded.proc ?? new FileTree(`${fixturePath(name)}/proc`),
    sys: recorded.sys ?? new FileTree(`${fixturePath(name)}/sys`),
    host: recorded.host ?? new FileTree(`${fixturePath(name)}/host`),
    localHttp: {
      request: recorded.localHttp ?? (async () => notRecorded("request")),
      takeAttempts: () => recorded.localAttempts ?? [],
      close: () => {},
    },
    localDatagram: { send: async () => ({ target: "udp 127.0.0.1:9", outcome: recorded.localDatagram ?? notRecorded("send") }) },
    conntrack: {
      dump: recorded.dump ?? (async () => notRecorded("dump")),
      readCpuCounters: recorded.cpuCounters ?? (async () => notRecorded("readCpuCounters")),
      readGlobalCounters: async () => notRecorded("readGlobalCounters"),
      close: async () => {},
    },
    ethtool: { readStatistics: async (name) => (recorded.statistics ?? (() => notRecorded("readStatistics")))(name) },
    kernelLog: {
      readAll: async () => (recorded.kernelLog ?? (() => notRecorded("readAll")))(),
      follow: recorded.follow ?? (() => notRecorded("follow")),
    },
    clock: { nowMs: () => 1_760_000_000_000, monotonicMs: () => 5000 },
  };
}

export function collectFixture<P extends PartName>(
  collector: Collector<P>,
  name: FixtureName,
  recorded: Recorded = {},
): Promise<Collected<PartValues[P]>> {
  return collector.collect(fixtureSources(name, recorded), { signal: new AbortController().signal });
}

/** An error as a failed system call throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`syscall: ${code}`), { code });
}

/** A plain Error, so that the runner takes it for the bug that it is. */
function notRecorded(request: string): never {
  throw new Error(`the test has no recording of ${request}`);
}
