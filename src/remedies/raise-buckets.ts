import { countText } from "../model/count-text.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import type { Remedy } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** One pointer a bucket. */
const bucketBytes = 8;

export const raiseBuckets: Remedy = {
  id: "raise-buckets",
  title: "Give the hash table more buckets",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "Each entry is in the hash table twice. With several entries to a bucket every packet walks a chain. The kernel rebuilds the table while it runs: no restart is needed.",
  helpsAgainst: ["hash-undersized"],
  doesNotHelpAgainst: ["instance-allowance", "snat-ports", "bpf-map-full", "kernel-table-full", "kernel-table-evicting", "none", "unknown"],
  plan(situation) {
    const usage = partOf(situation, "tableUsage");
    if (usage?.buckets === undefined || usage.buckets <= 0) return undefined;
    const { buckets, count, max } = usage;
    let next = 1024;
    while (next < Math.max(count, max, 2 * buckets) && next < 2 ** 30) next *= 2;
    const memory = partOf(situation, "resources")?.memoryTotalBytes;
    while (memory !== undefined && next * bucketBytes > memory / 100) next /= 2;
    if (next <= buckets) return undefined;
    return {
      because: `${countText(count)} entries share ${countText(buckets)} buckets, ${(count / buckets).toFixed(1)} to each; Linux starts with one bucket for each entry it allows.`,
      commands: [
        `sysctl -w net.netfilter.nf_conntrack_buckets=${next}`,
        `printf '%s\\n' 'net.netfilter.nf_conntrack_buckets = ${next}' > /etc/sysctl.d/99-conntrack-buckets.conf`,
      ],
      memoryBytes: next * bucketBytes,
      verify: counterAtRest(situation),
      undo: [`sysctl -w net.netfilter.nf_conntrack_buckets=${buckets}`, "rm /etc/sysctl.d/99-conntrack-buckets.conf"],
      owner: "the node's sysctl.d; kube-proxy raises it to a quarter of the limit when it starts, and lowers it never",
      caution:
        "It can be written in the initial network namespace alone: on the node, not in a pod without hostNetwork. While the table is rebuilt every packet waits for a moment.",
    };
  },
};
