import { earlyEvictions } from "../../checks/early-evictions.ts";
import type { Alert } from "./alert.ts";
import { increased, peakRatio, thresholdOf } from "./promql.ts";

const rose = increased("ullage_table_early_drops_total");
const full = `${peakRatio("5m")} >= ${thresholdOf(earlyEvictions, "issueRatio")}`;

export const tableEvicting: Alert = {
  id: "conntrack-table-evicting",
  name: "ConntrackTableEvicting",
  title: "The conntrack table evicts entries in silence",
  means:
    "For each newcomer the kernel throws out an entry that is not assured: DNS queries and half-open connections lose their entry while they wait for an answer. Nothing is logged, and the counter of drops can stay at 0.",
  doesNotMean: "No drops and a quiet log do not mean that nothing is lost; established TCP connections are not cut.",
  checks: [earlyEvictions],
  rules: [
    {
      severity: "warning",
      expression: rose,
      forSeconds: 120,
      when: "Entries were evicted within five minutes, whatever the table's use: it was at its limit at some moment.",
      says: "{{ $value | humanize }} conntrack entries were evicted in five minutes to make room",
    },
    {
      severity: "critical",
      expression: `${rose}\nand on (job, instance) ${full}`,
      forSeconds: 60,
      when: "Entries were evicted within five minutes in which the table was seen nearly full or full.",
      says: "the conntrack table is full and evicted {{ $value | humanize }} entries in five minutes",
    },
  ],
};
