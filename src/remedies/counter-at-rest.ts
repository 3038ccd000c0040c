import type { LimitId } from "../model/verdict.ts";
import type { Situation } from "./remedy.ts";
import { allowanceInterfaceWords } from "./situation-readings.ts";

/** What must stop rising once a limit is not hit any more, and how to see it. */
export function counterAtRest(situation: Situation): readonly string[] {
  return restLines(situation.verdict.limit, situation);
}

/** `conntrack_allowance_exceeded` is cumulative since the driver was loaded: it must stop rising, it does not go back to 0. */
export function allowanceAtRest(situation: Situation): readonly string[] {
  return [
    "conntrack_allowance_exceeded must stop rising: ullage check --only instance-allowance --window 10",
    ...allowanceInterfaceWords(situation).map((word) => `ethtool -S ${word} | grep conntrack_allowance`),
  ];
}

function restLines(limit: LimitId, situation: Situation): readonly string[] {
  switch (limit) {
    case "kernel-table-full":
      return ["drop must stop rising: ullage check --only usage,drops --window 10"];
    case "kernel-table-evicting":
      return ["early_drop must stop rising: ullage check --only usage,early-evictions --window 10"];
    case "pod-table-full":
      return ["drop of the pod's namespace must stop rising: ullage check --only pod-tables --window 10"];
    case "kernel-and-instance":
      return ["drop must stop rising: ullage check --only usage,drops --window 10", ...allowanceAtRest(situation)];
    case "instance-allowance":
      return allowanceAtRest(situation);
    case "snat-ports":
      return ["insert_failed must stop rising: ullage check --only insert-failures,found-surge --window 10"];
    case "bpf-map-full":
      return ['cilium_drop_count_total{reason="CT: Map insertion failed"} must stop rising'];
    case "hash-undersized":
      return ["nf_conntrack_count by nf_conntrack_buckets must stay below 4: ullage check --only hash-load"];
    default:
      return ["nf_conntrack_count must stop rising and drop must stay still: ullage check --only usage,drops --window 10"];
  }
}
