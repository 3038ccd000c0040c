import { durationText } from "../model/duration-text.ts";
import type { BpfMap } from "../model/node-snapshot.ts";
import { defineCheck, type SignalDraft } from "./check.ts";
import { percentText } from "./table-weight.ts";

export const bpfMaps = defineCheck({
  id: "bpf-maps",
  title: "BPF connection-tracking maps",
  says: "How far Cilium's connection-tracking and NAT maps are filled, and whether a connection could not be put into them within the window.",
  why: "Where Cilium replaces kube-proxy, connections are tracked in BPF maps of a size of their own, which no nf_conntrack sysctl reaches.",
  doesNotMean: "It says nothing about nf_conntrack, which is nearly idle on such a node. Maps below a tenth are not reported by Cilium.",
  nextCommand: "cilium-dbg bpf ct list global | wc -l",
  needs: ["dataPlane"],
  uses: ["bpfMaps"],
  cost: "cheap",
  judges: "increase",
  levels: {
    warning: "A map is filled to warningRatio.",
    issue: "A map is filled to issueRatio, or connections could not be put into their map within the window.",
  },
  thresholds: {
    warningRatio: {
      default: 0.9,
      unit: "ratio",
      source: "chosen: Cilium collects harder from a quarter on, so nine tenths are no ordinary peak",
    },
    issueRatio: { default: 0.98, unit: "ratio", source: "chosen: full but for what the collector takes out between two looks" },
  },
  evaluate({ now, earlier, windowSeconds }, thresholds) {
    const { kind, hasCilium = false } = now.dataPlane.value;
    const found = now.bpfMaps?.value;
    const isElsewhere = kind !== "cilium" && kind !== "unknown" && !hasCilium;
    if (found === undefined || (found.maps.length === 0 && found.conntrackDrops === undefined)) {
      if (isElsewhere || (found !== undefined && kind === "unknown"))
        return [{ level: "ok", text: "BPF maps: no BPF connection-tracking map here", value: 0 }];
      return [{ level: "not-evaluated", because: "Cilium's agent does not tell its metrics on this node" }];
    }
    const tracking = found.maps.filter(({ name }) => /(?:^|_)(?:ct|ct4|ct6|snat)(?:_|$)/.test(name));
    return [
      ...tracking.flatMap((map) => draftMap(map, thresholds)),
      draftDrops(found.conntrackDrops, earlier?.bpfMaps?.value.conntrackDrops, windowSeconds),
    ];
  },
});

function draftMap(
  { name, pressure, capacity }: BpfMap,
  { warningRatio, issueRatio }: { readonly warningRatio: number; readonly issueRatio: number },
): readonly SignalDraft[] {
  if (pressure === undefined) return [];
  const level = pressure >= issueRatio ? "issue" : pressure >= warningRatio ? "warning" : "ok";
  const size = capacity === undefined ? "" : ` of ${capacity}`;
  return [{ level, text: `BPF map ${name}: filled to ${percentText(pressure)}${size}`, subject: name, value: pressure, limit: 1 }];
}

function draftDrops(total: number | undefined, earlier: number | undefined, windowSeconds: number): SignalDraft {
  const subject = "insertion drops";
  if (total === undefined) return { level: "ok", text: "BPF maps: no connection was ever refused by them", subject, value: 0 };
  if (earlier === undefined) return { level: "not-evaluated", because: `one sample; ${total} since the agent began`, subject };
  const increase = total < earlier ? total : total - earlier;
  const text = `BPF maps: ${increase} packets dropped in ${durationText(windowSeconds)} because their connection could not be put into its map`;
  return { level: increase > 0 ? "issue" : "ok", text, subject, value: increase };
}
