import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const kernelTableFull: Hypothesis<LimitId> = {
  id: "kernel-table-full",
  title: "The kernel's table is full",
  means:
    "nf_conntrack_count has reached nf_conntrack_max and nothing could be evicted: packets that would open a connection are dropped. Established connections go on, so the network looks up.",
  doesNotMean:
    "It is no failure of DNS, of the network plugin or of kube-proxy, although DNS is what fails first; and restarting pods only empties the table for minutes.",
  severity: "critical",
  rules: [
    { when: ["tableAtLimit", "dropsBesideEvictions"], confidence: "high" },
    { when: ["tableAtLimit", "hostTableFullLogged"], confidence: "medium" },
    { when: ["tableNearLimit", "hostTableFullJustLogged"], confidence: "medium" },
    { when: ["tableAtLimit", "dropsRose", "insertFailuresStill"], confidence: "medium" },
    { when: ["tableAtLimit", "newLocalConnectionRefused"], confidence: "medium" },
    { when: ["dropsBesideEvictions", "hostTableFullLogged"], confidence: "medium" },
    { when: ["tableFull"], confidence: "low" },
  ],
  hides: ["approaching-limit"],
  escalation: { to: "platform", because: "the limit of the node's table is set by the platform" },
};
