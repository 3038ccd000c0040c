import { counterAtRest } from "./counter-at-rest.ts";
import { percentOf } from "./percent-of.ts";
import type { Remedy, Situation } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** Cilium's default part of memory for its large maps, and twice that. */
const defaultRatio = 0.0025;
const raisedRatio = 0.005;

export const raiseBpfMapSize: Remedy = {
  id: "raise-bpf-map-size",
  title: "Give Cilium's connection-tracking maps more room",
  kind: "change",
  when: "long-term",
  rating: "RED",
  why: "Cilium keeps connections in BPF maps of its own, sized at start from the node's memory (bpf.mapDynamicSizeRatio, 0.0025 by default) or by bpf.ctTcpMax and bpf.ctAnyMax. nf_conntrack_max has no bearing on them.",
  helpsAgainst: ["bpf-map-full"],
  doesNotHelpAgainst: [
    "kernel-table-full",
    "kernel-table-evicting",
    "pod-table-full",
    "kernel-and-instance",
    "instance-allowance",
    "snat-ports",
  ],
  plan(situation) {
    const memory = partOf(situation, "resources")?.memoryTotalBytes;
    return {
      because: `A map that is full refuses connections or pushes out others without a word, however empty the kernel's own table is.${fullest(situation)}`,
      commands: [
        "kubectl -n kube-system exec ds/cilium -- cilium-dbg status --verbose | grep -A 20 'BPF Maps'",
        "helm -n kube-system get values cilium -o yaml > cilium-before.yaml",
        `helm upgrade cilium cilium/cilium -n kube-system --version CILIUM_VERSION --reuse-values --set bpf.mapDynamicSizeRatio=${raisedRatio}`,
        "kubectl -n kube-system rollout status daemonset cilium",
      ],
      ...(memory === undefined ? {} : { memoryBytes: Math.round(memory * raisedRatio) }),
      verify: ["cilium_bpf_map_pressure of the ct maps must stay below 0.9", ...counterAtRest(situation)],
      undo: ["helm upgrade cilium cilium/cilium -n kube-system --version CILIUM_VERSION -f cilium-before.yaml"],
      owner:
        "Cilium: bpf.mapDynamicSizeRatio of its Helm values, bpf-map-dynamic-size-ratio and bpf-ct-global-tcp-max in the ConfigMap cilium-config",
      caution: `A map of another size is a new map: connections that exist lose their state when the agent restarts, node by node. Only if the first command shows a ratio of ${defaultRatio} or less; where bpf.ctTcpMax is set, it rules and has to be raised instead.`,
    };
  },
};

function fullest(situation: Situation): string {
  const pressures = (partOf(situation, "bpfMaps")?.maps ?? [])
    .filter(({ name }) => name.startsWith("ct"))
    .map(({ pressure }) => pressure ?? 0);
  const most = Math.max(0, ...pressures);
  return most === 0 ? "" : ` The fullest is filled to ${percentOf(most)}.`;
}
