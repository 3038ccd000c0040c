import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const neighbourTableFull: Hypothesis<LookAlikeId> = {
  id: "neighbour-table-full",
  title: "The neighbour table is full",
  means: "The node knows too many neighbours, so packets to others wait or are dropped.",
  doesNotMean: "It is no limit of connection tracking, although it looks the same to a client.",
  severity: "warning",
  rules: [{ when: ["neighbourTableFull"], confidence: "high" }],
  escalation: { to: "platform", because: "gc_thresh3 is a setting of the node" },
};
