import { hashLoad as check } from "../../checks/hash-load.ts";
import type { Alert } from "./alert.ts";
import { thresholdOf } from "./promql.ts";

export const hashLoad: Alert = {
  id: "conntrack-hash-overloaded",
  name: "ConntrackHashOverloaded",
  title: "The conntrack hash table has too few buckets",
  means:
    "Every packet of a tracked flow walks one chain, and the chains are long: it costs processor time, and at some length inserts are refused.",
  doesNotMean: "The table is not full: size and buckets are two settings. Buckets can be changed without a reboot.",
  checks: [check],
  rules: [
    {
      severity: "warning",
      expression: `ullage_table_entries / (ullage_table_buckets > 0) > ${thresholdOf(check, "warningEntriesPerBucket")}`,
      forSeconds: 900,
      when: "There are more entries to a bucket than the check's warningEntriesPerBucket.",
      says: "the conntrack hash table holds {{ $value | humanize }} entries a bucket",
    },
  ],
};
