import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const kernelAndInstance: Hypothesis<LimitId> = {
  id: "kernel-and-instance",
  title: "Both the kernel's table and the instance's allowance",
  means: "The node's table refuses connections, and the network card of the instance refuses others beyond its own allowance.",
  doesNotMean: "Raising the kernel's limit is not enough: the instance's allowance is the ceiling, and no sysctl reaches it.",
  severity: "critical",
  rules: [
    { when: ["tableAtLimit", "dropsBesideEvictions", "connectionAllowanceExceeded"], confidence: "high" },
    { when: ["tableAtLimit", "evictionsRose", "connectionAllowanceExceeded"], confidence: "high" },
    { when: ["tableAtLimit", "hostTableFullLogged", "connectionAllowanceExceeded"], confidence: "medium" },
  ],
  hides: ["kernel-table-full", "kernel-table-evicting", "instance-allowance", "approaching-limit"],
  escalation: {
    to: "platform",
    because: "the table must be raised first, and then the instance is the ceiling: it has to be larger or track less",
  },
};
