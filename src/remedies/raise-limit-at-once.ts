import { countText } from "../model/count-text.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { instanceCeiling } from "./instance-ceiling.ts";
import { limitOwners } from "./limit-owner.ts";
import { memoryCaution, nextLimit } from "./next-limit.ts";
import type { Remedy } from "./remedy.ts";

export const raiseLimitAtOnce: Remedy = {
  id: "raise-limit-at-once",
  title: "Raise the kernel's limit at once",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "The kernel takes a higher nf_conntrack_max at once and interrupts nothing; new connections succeed with the next packet. A pod's namespace is counted against the same number and cannot set its own.",
  helpsAgainst: ["kernel-and-instance", "kernel-table-full", "kernel-table-evicting", "pod-table-full", "approaching-limit"],
  doesNotHelpAgainst: ["instance-allowance", "snat-ports", "bpf-map-full", "hash-undersized", "none", "unknown"],
  plan(situation) {
    const limit = nextLimit(situation);
    if (limit === undefined) return undefined;
    const { current, next, peak, buckets, tableBytes } = limit;
    const writes = limitOwners(situation).some((owner) => owner === "kube-proxy");
    return {
      because: `The limit is ${countText(current)}, up to ${countText(peak)} entries were seen, and ${countText(next)} leaves room.${instanceCeiling(situation)}`,
      commands: [
        `sysctl -w net.netfilter.nf_conntrack_max=${next}`,
        ...(buckets === undefined ? [] : [`sysctl -w net.netfilter.nf_conntrack_buckets=${buckets.next}`]),
      ],
      memoryBytes: tableBytes,
      verify: [`sysctl net.netfilter.nf_conntrack_max must say ${next}`, ...counterAtRest(situation)],
      undo: [
        `sysctl -w net.netfilter.nf_conntrack_max=${current}`,
        ...(buckets === undefined ? [] : [`sysctl -w net.netfilter.nf_conntrack_buckets=${buckets.current}`]),
      ],
      owner: "the kernel, until the owner of the setting writes it again",
      caution: `To be run as root in the node's own namespace, not in a pod's. It is lost when the node restarts${writes ? " and when kube-proxy restarts, which writes its own number" : " or when the owner of the setting restarts"}: make it last as well. ${memoryCaution(limit)}`,
    };
  },
};
