import { drops } from "../../checks/drops.ts";
import { tableFullLog } from "../../checks/table-full-log.ts";
import { usage } from "../../checks/usage.ts";
import type { Alert } from "./alert.ts";
import { increased, peakRatio, thresholdOf } from "./promql.ts";

const full = `${peakRatio("5m")} >= ${thresholdOf(usage, "issueRatio")}`;

export const tableFull: Alert = {
  id: "conntrack-table-full",
  name: "ConntrackTableFull",
  title: "The conntrack table is full and refuses connections",
  means:
    "Packets that would open a connection were refused while the table was full. Established connections go on, so the network looks up while new connections time out.",
  doesNotMean:
    "It is no failure of DNS, of the network plugin or of kube-proxy, although DNS is what fails first; and restarting pods only empties the table for minutes.",
  checks: [drops, usage],
  nextCommand: "ullage diagnose",
  rules: [
    {
      severity: "critical",
      expression: `${increased("ullage_table_drops_total", thresholdOf(drops, "issueIncrease"))}\nand on (job, instance) ${full}`,
      forSeconds: 60,
      when: "Packets were dropped within five minutes in which the table was nearly full or full.",
      says: "the conntrack table is full, {{ $value | humanize }} packets were refused in five minutes",
    },
  ],
};

export const tableFullLogged: Alert = {
  id: "conntrack-table-full-logged",
  name: "ConntrackTableFullLogged",
  title: "The kernel wrote that a conntrack table is full",
  means:
    "The kernel's log says that a table is full and that packets are dropped: the node's own, or that of a pod that tracks its connections itself. The agent's verdict says which.",
  doesNotMean: "The number of lines is not the number of lost packets: the kernel limits the rate of these lines.",
  checks: [tableFullLog],
  nextCommand: "ullage diagnose",
  rules: [
    {
      severity: "critical",
      expression: increased("ullage_table_full_log_records_total", 1, `${thresholdOf(tableFullLog, "recentSeconds") / 60}m`),
      forSeconds: 60,
      when: "The kernel wrote such a line lately; how lately is the check's recentSeconds.",
      says: "the kernel wrote that a conntrack table is full",
    },
  ],
};
