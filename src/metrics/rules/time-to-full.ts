import { timeToFull as check } from "../../checks/time-to-full.ts";
import type { Alert } from "./alert.ts";
import { thresholdOf } from "./promql.ts";

const minimumRatio = thresholdOf(check, "minimumRatio");

/** A forecast is gone as soon as the growth pauses, and growth pauses often. */
const keepFiringForSeconds = 300;

const says = "the conntrack table is full{{ if gt $value 0.0 }} in {{ $value | humanizeDuration }} if it goes on like this{{ end }}";

export const timeToFull: Alert = {
  id: "conntrack-time-to-full",
  name: "ConntrackTimeToFull",
  title: "The conntrack table is full soon",
  means: "If the table goes on growing as it does, it is full within minutes: at a thousand new entries a second, half a table is minutes.",
  doesNotMean: "It is a forecast: growth that levels off in time needs nothing done. A forecast that is not known fires nothing.",
  checks: [check],
  nextCommand: "ullage diagnose",
  rules: [
    {
      severity: "warning",
      expression: `ullage_table_time_to_full_seconds < ${thresholdOf(check, "warningSeconds")}\nand on (job, instance) ullage_table_use_ratio >= ${minimumRatio}`,
      forSeconds: 60,
      keepFiringForSeconds,
      when: "The table will be full in less than the check's warningSeconds, and is filled to minimumRatio already.",
      says,
    },
    {
      severity: "critical",
      expression: `ullage_table_time_to_full_seconds < ${thresholdOf(check, "issueSeconds")}`,
      // Half a minute is all that there is to wait for of two.
      forSeconds: 30,
      keepFiringForSeconds,
      when: "The table will be full in less than the check's issueSeconds.",
      says,
    },
  ],
};
