import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const bpfMapFull: Hypothesis<LimitId> = {
  id: "bpf-map-full",
  title: "A BPF connection-tracking map is full",
  means: "Cilium tracks connections in maps of its own; one of them is full, and entries are evicted or refused there.",
  doesNotMean: "nf_conntrack may be nearly empty on such a node: that is no sign of health.",
  severity: "critical",
  rules: [{ when: ["bpfMapFull"], confidence: "high" }],
  escalation: { to: "platform", because: "the size of Cilium's maps is set by the platform" },
};
