import { setImmediate } from "node:timers/promises";
import type { Counters, PodNetwork } from "../model/node-snapshot.ts";
import type { Owner } from "../model/owner.ts";
import type { FileTree } from "../sources/file-tree.ts";
import type { Sources } from "../sources/sources.ts";
import { parseProcessName } from "../wire/procfs/process-name.ts";
import { parseProtocolCounters } from "../wire/procfs/protocol-counters.ts";
import { parseSnmp6 } from "../wire/procfs/snmp6.ts";
import { type Collected, type CollectOptions, PartMissing } from "./collector.ts";
import type { NamespaceGroup } from "./namespace-groups.ts";
import { readOfProcess, seesAllProcesses } from "./process-ids.ts";
import { ProcessOwners } from "./process-owners.ts";
import { amount, withRemarks } from "./remarks.ts";
import { findNamespaceGroups } from "./shared-namespace-groups.ts";

/** Eight times the pods that a node is built for. */
const maximumNetworks = 2000;
/** Measured: some 0.5 ms a namespace on Linux 6.18, of which the kernel takes most to add its counters over the processors. */
const timeBudgetMs = 2000;
const networksPerTurn = 32;
const processesToName = 4;

/** Asks one process of each network namespace for the counters of its protocols, the node's own namespace first. */
export async function readPodNetworks(
  { proc, host, clock }: Pick<Sources, "proc" | "host" | "clock">,
  options: CollectOptions,
): Promise<Collected<readonly PodNetwork[]>> {
  const { groups, forbidden, skipped } = await findNamespaceGroups(proc, options);
  if (groups.length === 0)
    throw new PartMissing("absent", proc.path("<pid>/net/snmp"), "no process is visible, and namespaces are seen through processes only");
  const wanted = groups.toSorted((one, other) => Number(other.isOwn) - Number(one.isOwn)).slice(0, maximumNetworks);
  const owners = new ProcessOwners(proc, host);
  const startedMs = clock.monotonicMs();
  const value: PodNetwork[] = [];
  let visited = 0;
  for (const group of wanted) {
    if (clock.monotonicMs() - startedMs > timeBudgetMs) break;
    if (visited % networksPerTurn === networksPerTurn - 1) await setImmediate();
    options.signal.throwIfAborted();
    visited++;
    const network = networkOf(proc, group, owners);
    if (network !== undefined) value.push(network);
  }
  const left = groups.length - visited;
  return {
    value,
    source: proc.path("<pid>/net/{snmp,netstat,snmp6}"),
    ...withRemarks(
      left === 0 ? undefined : `${amount(left, "namespace", "namespaces")} not looked at: ${visited} were enough for one reading`,
      skipped === 0 ? undefined : `${amount(skipped, "process", "processes")} not looked at`,
      forbidden === 0 ? undefined : `${amount(forbidden, "process", "processes")} could not be looked at; CAP_SYS_PTRACE would help`,
      seesAllProcesses(proc) ? undefined : "not every process of the node is visible (a container without hostPID, or hidepid)",
    ),
  };
}

/** Asks the processes of a namespace, the oldest first, until one is still there to answer. */
function networkOf(proc: FileTree, { inode, isOwn, pids }: NamespaceGroup, owners: ProcessOwners): PodNetwork | undefined {
  for (const pid of pids) {
    const snmp = readOfProcess(() => proc.readText(`${pid}/net/snmp`));
    const netstat = readOfProcess(() => proc.readText(`${pid}/net/netstat`));
    if (snmp.status !== "read" || netstat.status !== "read") continue;
    // Without IPv6 there is no such file.
    const snmp6 = readOfProcess(() => proc.readTextIfPresent(`${pid}/net/snmp6`) ?? "");
    const counters = sufferingCounters(snmp.value, netstat.value, snmp6.status === "read" ? snmp6.value : "");
    return {
      ...(inode === undefined ? {} : { inode }),
      pid,
      ...nameOf(proc, pids, isOwn ? undefined : owners.ownerOfAny(pids)),
      isOwn,
      counters,
    };
  }
  return undefined;
}

/** The pod, else the container, as the node's own files tell it; else what runs there. */
function nameOf(proc: FileTree, pids: readonly number[], owner: Owner | undefined): Pick<PodNetwork, "name" | "namespace"> {
  if (owner?.kind === "pod" || owner?.kind === "container")
    return { name: owner.name, ...(owner.namespace === undefined ? {} : { namespace: owner.namespace }) };
  return { name: commandOf(proc, pids) ?? `process ${pids[0]}` };
}

/** What holds a pod's namespace open is called the same in every pod, so that the process after it says more. */
function commandOf(proc: FileTree, pids: readonly number[]): string | undefined {
  const names = pids.slice(0, processesToName).flatMap((pid) => {
    const name = readOfProcess(() => proc.readText(`${pid}/comm`));
    return name.status === "read" ? [parseProcessName(name.value)] : [];
  });
  return names.find((name) => name !== "pause") ?? names[0];
}

/**
 * What shows that connections of a namespace fail, both IP versions added; the TCP counters are of both anyhow. A counter that this kernel does not have is
 * left out. See src/analysis/sufferings.ts for which of them moves when.
 */
function sufferingCounters(snmp: string, netstat: string, snmp6: string): Counters {
  const { groups } = parseProtocolCounters(snmp);
  const { tcpSynRetrans, tcpTimeouts, tcpRetransFail } = parseProtocolCounters(netstat).groups.get("TcpExt") ?? {};
  const { activeOpens, attemptFails, estabResets, retransSegs } = groups.get("Tcp") ?? {};
  const { noPorts, inErrors, sndbufErrors } = groups.get("Udp") ?? {};
  const { outDiscards, outNoRoutes } = groups.get("Ip") ?? {};
  const six = parseSnmp6(snmp6);
  return known({
    tcpActiveOpens: activeOpens,
    tcpAttemptFails: attemptFails,
    tcpEstabResets: estabResets,
    tcpRetransSegs: retransSegs,
    tcpSynRetrans,
    tcpTimeouts,
    tcpRetransFail,
    udpNoPorts: sum(noPorts, six["udp6NoPorts"]),
    udpInErrors: sum(inErrors, six["udp6InErrors"]),
    udpSndbufErrors: sum(sndbufErrors, six["udp6SndbufErrors"]),
    ipOutDiscards: sum(outDiscards, six["ip6OutDiscards"]),
    ipOutNoRoutes: sum(outNoRoutes, six["ip6OutNoRoutes"]),
  });
}

function sum(four: number | undefined, six: number | undefined): number | undefined {
  return four === undefined && six === undefined ? undefined : (four ?? 0) + (six ?? 0);
}

function known(counters: Readonly<Record<string, number | undefined>>): Counters {
  return Object.fromEntries(Object.entries(counters).filter((entry): entry is [string, number] => entry[1] !== undefined));
}
