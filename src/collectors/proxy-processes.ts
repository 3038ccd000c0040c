import type { FileTree } from "../sources/file-tree.ts";
import { flagValue, parseCommandLine, parseProcessName } from "../wire/procfs/process-name.ts";
import type { CollectOptions } from "./collector.ts";
import { eachProcess, listProcessIds, maximumProcesses, readOfProcess, seesAllProcesses } from "./process-ids.ts";

/** What the processes of the node say about who forwards to services. */
export interface ProxyProcesses {
  readonly kubeProxy?: KubeProxyProcess;
  readonly hasCiliumAgent: boolean;
  /** A distribution's own binary with kube-proxy inside, by its name. */
  readonly embeddingProxy?: string;
  readonly hasKubelet: boolean;
  /** CoreDNS or NodeLocal DNS with the node's own network. */
  readonly hasDnsServer: boolean;
  /** False when the processes of the node are hidden, so that one not found may still be there. */
  readonly seesAll: boolean;
}

export interface KubeProxyProcess {
  readonly pid: number;
  /** As its flag or file has it; empty for its default, undefined when it could not be found out. */
  readonly mode?: string;
  /** Where the mode stands, or why it could not be found out. */
  readonly modeFrom: string;
}

interface FoundProxyProcesses {
  readonly processes: ProxyProcesses;
  readonly skipped: number;
}

const foundBySnapshot = new WeakMap<object, FoundProxyProcesses>();

/** Walks all processes, 20 µs each, and once for all parts of a snapshot. A walk that was cut off is not kept. */
export async function findProxyProcesses(proc: FileTree, { signal, snapshot }: CollectOptions): Promise<FoundProxyProcesses> {
  const kept = snapshot === undefined ? undefined : foundBySnapshot.get(snapshot);
  if (kept !== undefined) return kept;
  const found = await walkProcesses(proc, signal);
  if (snapshot !== undefined) foundBySnapshot.set(snapshot, found);
  return found;
}

async function walkProcesses(proc: FileTree, signal: AbortSignal): Promise<FoundProxyProcesses> {
  const { pids, skipped } = listProcessIds(proc, maximumProcesses);
  const pidByName = new Map<string, number>();
  for await (const pid of eachProcess(pids, signal)) {
    const comm = readOfProcess(() => proc.readText(`${pid}/comm`));
    const name = comm.status === "read" ? parseProcessName(comm.value) : "";
    if (wantedNames.has(name) && !pidByName.has(name) && isInOwnNamespace(proc, pid)) pidByName.set(name, pid);
  }
  const proxyPid = pidByName.get("kube-proxy");
  const embeddingProxy = embeddingNames.find((name) => pidByName.has(name));
  return {
    processes: {
      ...(proxyPid === undefined ? {} : { kubeProxy: { pid: proxyPid, ...findMode(proc, proxyPid) } }),
      hasCiliumAgent: pidByName.has("cilium-agent"),
      ...(embeddingProxy === undefined ? {} : { embeddingProxy }),
      hasKubelet: pidByName.has("kubelet"),
      hasDnsServer: dnsServerNames.some((name) => pidByName.has(name)),
      seesAll: seesAllProcesses(proc),
    },
    skipped,
  };
}

/** k3s and MicroK8s run kube-proxy inside their own process. */
const embeddingNames = ["k3s-server", "k3s-agent", "kubelite"] as const;
const dnsServerNames = ["coredns", "node-cache"] as const;
const wantedNames = new Set<string>(["kube-proxy", "cilium-agent", "kubelet", ...embeddingNames, ...dnsServerNames]);

/** A process chooses its own name, so a pod could pose as kube-proxy; one in another network namespace is not the node's. */
function isInOwnNamespace(proc: FileTree, pid: number): boolean {
  const own = readOfProcess(() => proc.readLink("self/ns/net"));
  const its = readOfProcess(() => proc.readLink(`${pid}/ns/net`));
  return own.status !== "read" || its.status !== "read" || own.value === its.value;
}

/** The flag wins only without a file: kube-proxy ignores its other flags where --config is given. */
function findMode(proc: FileTree, pid: number): Pick<KubeProxyProcess, "mode" | "modeFrom"> {
  const { args, file, from } = readProxyConfiguration(proc, pid);
  if (file !== undefined) return { mode: /^mode:[ \t]*["']?([A-Za-z0-9]*)["']?/m.exec(file)?.[1] ?? "", modeFrom: from };
  return args === undefined ? { modeFrom: from } : { mode: flagValue(args, "proxy-mode") ?? "", modeFrom: from };
}

/** Its arguments or its file, whichever holds; neither when that may not be read. */
export interface ProxyConfiguration {
  readonly args?: readonly string[];
  readonly file?: string;
  /** Where the configuration stands, or why it could not be read. */
  readonly from: string;
}

export function readProxyConfiguration(proc: FileTree, pid: number): ProxyConfiguration {
  const commandLine = readOfProcess(() => proc.readText(`${pid}/cmdline`));
  if (commandLine.status !== "read") return { from: "its command line may not be read" };
  const args = parseCommandLine(commandLine.value);
  const path = flagValue(args, "config");
  if (path === undefined || path === "") return { args, from: "its command line" };
  const file = readOfProcess(() => proc.readTextOfRegularFile(`${pid}/root/${path}`, maximumConfigBytes));
  if (file.status === "forbidden") return { from: "its configuration file may not be read without CAP_SYS_PTRACE" };
  if (file.status === "ended" || file.value === undefined) return { from: "its configuration file could not be found" };
  return { file: file.value, from: "its configuration file" };
}

const maximumConfigBytes = 262_144;
