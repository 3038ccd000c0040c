import { usage } from "../../checks/usage.ts";
import type { Alert, AlertRule, AlertSeverity } from "./alert.ts";
import { fillingRule } from "./filling-rule.ts";
import { peakRatio, thresholdOf } from "./promql.ts";

const name = "ConntrackTableUse";

/** A turn of the kernel's collector takes two minutes at most, and the dip behind it is no end of anything. */
const acrossTurns = `max_over_time(ullage_table_entries_peak{window="1m"}[2m]) / ignoring (window) ullage_table_entries_limit`;

export const tableUse: Alert = {
  id: "conntrack-table-use",
  name,
  title: "The conntrack table fills",
  means:
    "The highest count of the last minute stands at this part of nf_conntrack_max. At the limit the kernel evicts entries that are not assured, or refuses packets, and nothing answers the sender.",
  doesNotMean:
    "Nothing is lost yet. Which of the three it is depends on the percentage alone: how long the rest lasts is said by ConntrackTimeToFull, and a loss by ConntrackTableFull or ConntrackTableEvicting.",
  checks: [usage],
  nextCommand: "ullage diagnose",
  rules: [
    rule("notice", acrossTurns, thresholdOf(usage, "noticeRatio"), 600),
    rule("warning", acrossTurns, thresholdOf(usage, "warningRatio"), 300),
    rule("critical", peakRatio("1m"), thresholdOf(usage, "issueRatio"), 60),
  ],
};

function rule(severity: AlertSeverity, measure: string, ratio: number, forSeconds: number): AlertRule {
  const says = "the conntrack table is filled to {{ $value | humanizePercentage }}";
  return fillingRule({ alert: name, severity, measure, ratio, forSeconds, table: "The table", says });
}
