import { podTables as check } from "../../checks/pod-tables.ts";
import type { Alert, AlertRule, AlertSeverity } from "./alert.ts";
import { fillingRule } from "./filling-rule.ts";
import { thresholdOf } from "./promql.ts";

const name = "ConntrackPodTableUse";
/** An agent that is replaced overlaps with its successor for some scrapes: then there are two limits of one node. */
const ratioOfLimit = "ullage_namespace_entries / on (job, instance) group_left () max by (job, instance) (ullage_table_entries_limit)";

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

function rule(severity: AlertSeverity, ratio: number, forSeconds: number): AlertRule {
  return fillingRule({
    ...{ alert: name, severity, measure: ratioOfLimit, ratio, by: ["netns"], forSeconds, table: "A pod's table" },
    says: "the conntrack table of {{ $labels.name }} (netns {{ $labels.netns }}) is filled to {{ $value | humanizePercentage }}",
  });
}
