import { podTables as check } from "../../checks/pod-tables.ts";
import type { Alert, AlertSeverity } from "./alert.ts";
import { decimal, held, thresholdOf } from "./promql.ts";

const name = "ConntrackPodTableUse";
/** An agent that is replaced overlaps with its successor for some scrapes: then there are two limits of one node. */
const ratioOfLimit = "ullage_namespace_entries / on (job, instance) group_left () max by (job, instance) (ullage_table_entries_limit)";

/** As for the node's own table. */
const clearingMargin = 0.05;

export const podTableUse: Alert = {
  id: "conntrack-pod-table-use",
  name,
  title: "The conntrack table of a pod fills",
  means:
    "The kernel tests the limit in each network namespace by itself. A pod that tracks its own connections, as one with a sidecar that installs rules does, has filled its own table to this part.",
  doesNotMean: "The node's own table may be nearly empty: its percentage says nothing about this pod, and other pods are not concerned.",
  checks: [check],
  nextCommand: "ullage diagnose",
  rules: [
    rule("notice", thresholdOf(check, "noticeRatio"), 600),
    rule("warning", thresholdOf(check, "warningRatio"), 300),
    rule("critical", thresholdOf(check, "issueRatio"), 60),
  ],
};

function rule(severity: AlertSeverity, ratio: number, forSeconds: number): Alert["rules"][number] {
  const clearing = decimal(ratio - clearingMargin);
  return {
    severity,
    expression: held({
      alert: name,
      severity,
      begins: `${ratioOfLimit} >= ${ratio}`,
      holds: `${ratioOfLimit} >= ${clearing}`,
      by: ["netns"],
    }),
    forSeconds,
    when: `A pod's table is filled to ${decimal(ratio * 100)} %; it ends below ${decimal(clearing * 100)} %.`,
    says: "the conntrack table of {{ $labels.name }} (netns {{ $labels.netns }}) is filled to {{ $value | humanizePercentage }}",
  };
}
