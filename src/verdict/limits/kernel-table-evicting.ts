import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const kernelTableEvicting: Hypothesis<LimitId> = {
  id: "kernel-table-evicting",
  title: "The kernel's table is full and evicts silently",
  means:
    "The table stands at its limit, and for each newcomer the kernel throws out an entry that is not ASSURED: DNS queries and half-open connections lose their entry while they wait for an answer. Nothing is logged and drop stays at 0.",
  doesNotMean: "No drops and a quiet log do not mean that nothing is lost.",
  severity: "critical",
  rules: [
    { when: ["tableAtLimit", "evictionsRose", "evictionsDwarfDrops"], confidence: "high" },
    { when: ["evictionsRose", "evictionsDwarfDrops"], confidence: "medium" },
  ],
  hides: ["approaching-limit", "kernel-table-full"],
  escalation: { to: "platform", because: "the limit of the node's table is set by the platform" },
};
