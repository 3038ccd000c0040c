import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const podTableFull: Hypothesis<LimitId> = {
  id: "pod-table-full",
  title: "The table of a pod's own namespace is full",
  means:
    "A pod that tracks connections in its own network namespace, as one with a sidecar that installs rules does, has filled its table. The limit is tested for each namespace by itself.",
  doesNotMean: "The node's own table may be nearly empty; its percentage says nothing about this pod.",
  severity: "critical",
  rules: [
    { when: ["podTableAtLimit", "podTableFullLogged"], confidence: "high" },
    { when: ["podTableAtLimit"], confidence: "medium" },
    { when: ["podTableFullLogged"], confidence: "medium" },
  ],
  escalation: { to: "development", because: "the connections of one pod fill its own table" },
};
