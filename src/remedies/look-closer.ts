import { type LimitId, type LookAlikeId, limitIds, lookAlikeIds } from "../model/verdict.ts";
import type { Remedy, Situation } from "./remedy.ts";
import { allowanceInterfaceWords } from "./situation-readings.ts";

const [firstLimit, ...otherLimits] = limitIds;

export const lookCloser: Remedy = {
  id: "look-closer",
  title: "Look closer before anything is changed",
  kind: "look",
  when: "immediate",
  rating: "GREEN",
  why: "A cumulative counter proves something about the present only by its increase, and a longer window shows a slower one. What could not be read is named with the permission that it takes.",
  helpsAgainst: [firstLimit, ...otherLimits.filter((id) => id !== "none"), ...lookAlikeIds],
  doesNotHelpAgainst: [],
  plan(situation) {
    const { verdict } = situation;
    const commands = [...limitCommands(verdict.limit, situation), ...verdict.lookAlikes.flatMap(({ id }) => alikeCommands[id])];
    return {
      because:
        verdict.limit === "unknown"
          ? "The evidence does not say which limit is hit. As root and with a longer window more can be read."
          : `The verdict has ${verdict.confidence} confidence; these commands only read.`,
      commands: [...new Set(commands)],
      verify: [],
      undo: [],
      owner: "whoever is on call",
    };
  },
};

function limitCommands(limit: LimitId, situation: Situation): readonly string[] {
  switch (limit) {
    case "instance-allowance":
      return [allowances(situation), "ullage analyze --by source,destination,idle-age --limit 10"];
    case "kernel-and-instance":
      return [allowances(situation), "ullage check --full --window 10", "ullage analyze --by source,protocol,state --limit 10"];
    case "snat-ports":
      return ["ullage check --only drops,insert-failures,found-surge --window 10", "ullage analyze --by destination,port,nat --limit 10"];
    case "bpf-map-full":
      return ["kubectl -n kube-system exec ds/cilium -- cilium-dbg status --verbose"];
    case "hash-undersized":
      return ["sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_buckets"];
    case "pod-table-full":
      return ["ullage check --only pod-tables,table-full-log --window 10", "lsns -t net -o NS,NPROCS,PID,COMMAND"];
    case "unknown":
      return ["ullage diagnose --window 30"];
    case "none":
      return [];
    default:
      return ["ullage check --full --window 10", "ullage analyze --by source,protocol,state --limit 10"];
  }
}

function allowances(situation: Situation): string {
  return allowanceInterfaceWords(situation)
    .map((word) => `ethtool -S ${word} | grep allowance`)
    .join("; ");
}

const alikeCommands: Readonly<Record<LookAlikeId, readonly string[]>> = {
  "udp-insert-race": ["ullage check --only clash-resolve,insert-failures --window 10"],
  "listen-overflow": ["ss -lnt", "nstat -az TcpExtListenOverflows TcpExtListenDrops"],
  "neighbour-table-full": ["ip -s neigh show", "ullage check --only neighbour-table --window 10"],
  "dns-throttled": ["ullage check --only link-local-allowance --window 10", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide"],
  "bandwidth-throttled": ["ullage check --only bandwidth-in-allowance,bandwidth-out-allowance --window 10"],
  "packet-rate-throttled": ["ullage check --only packet-rate-allowance --window 10"],
  "ephemeral-ports": ["ss -s", "ullage check --only ephemeral-ports"],
  "kube-proxy-stalled": ["curl -s http://127.0.0.1:10249/metrics | grep kubeproxy_sync_proxy_rules_last_timestamp_seconds"],
  "softnet-backlog": ["cat /proc/net/softnet_stat", "ullage check --only softnet-drops --window 10"],
};
