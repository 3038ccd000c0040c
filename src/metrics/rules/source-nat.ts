import { earlyEvictions } from "../../checks/early-evictions.ts";
import { foundSurge } from "../../checks/found-surge.ts";
import { insertFailures } from "../../checks/insert-failures.ts";
import { sourceNatPorts } from "../../checks/source-nat-ports.ts";
import type { Alert } from "./alert.ts";
import { checkAtLevel, increased, increaseWindow, peakRatio, thresholdOf } from "./promql.ts";

/** `unless` and not `and … <`: where the use of the table cannot be read, failures are told all the same. */
const unlessFull = `unless on (job, instance) ${peakRatio("5m")} >= ${thresholdOf(earlyEvictions, "issueRatio")}`;
const portsFoundTaken = `rate(ullage_table_found_total[${increaseWindow}]) >= ${thresholdOf(foundSurge, "noticePerSecond")}`;

export const sourceNat: Alert = {
  id: "conntrack-source-nat-exhausted",
  name: "ConntrackSourceNatExhausted",
  title: "Source NAT has no free port",
  means:
    "Entries could not be put into a table that has room: masquerading found no free port towards a destination, and each such connection was lost.",
  doesNotMean:
    "The table is not full, so raising nf_conntrack_max changes nothing. A few failures are two packets of one resolver racing through a service address.",
  checks: [insertFailures, foundSurge, sourceNatPorts, earlyEvictions],
  nextCommand: "ullage analyze --by destination,port",
  rules: [
    {
      severity: "warning",
      expression: `${increased("ullage_table_insert_failures_total")}\nand on (job, instance) (${portsFoundTaken} or ${checkAtLevel(sourceNatPorts, "warning")})\n${unlessFull}`,
      forSeconds: 120,
      when: "Insertions failed within five minutes, the table was not full, and ports were found taken or are known to be few.",
      says: "{{ $value | humanize }} connections failed in five minutes for want of a source NAT port",
    },
    {
      severity: "critical",
      expression: `rate(ullage_table_insert_failures_total[${increaseWindow}]) >= ${thresholdOf(insertFailures, "issuePerSecond")}\n${unlessFull}`,
      forSeconds: 60,
      when: "Insertions fail at the check's issuePerSecond or faster, and the table was not full.",
      says: "{{ $value | humanize }} connections a second fail in a conntrack table that has room: source NAT has no free port",
    },
  ],
};
