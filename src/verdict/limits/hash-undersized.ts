import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const hashUndersized: Hypothesis<LimitId> = {
  id: "hash-undersized",
  title: "The hash table is too small for its entries",
  means: "There are several entries to a bucket, so every packet costs a longer search. Connections are not lost, processor time is.",
  doesNotMean: "The table is not full.",
  severity: "warning",
  rules: [{ when: ["hashOverloaded"], confidence: "high" }],
  escalation: { to: "platform", because: "the number of buckets is set by the platform" },
};
