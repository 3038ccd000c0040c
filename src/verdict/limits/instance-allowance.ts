import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const instanceAllowance: Hypothesis<LimitId> = {
  id: "instance-allowance",
  title: "The instance's connection allowance is used up",
  means: "The network card of the instance tracks connections for the security groups and refuses packets beyond what its type allows.",
  doesNotMean:
    "nf_conntrack is not full, and no sysctl of the node changes this limit. A counter that is merely above zero is history: only its increase is a present problem.",
  severity: "critical",
  rules: [{ when: ["connectionAllowanceExceeded"], confidence: "high" }],
  escalation: {
    to: "platform",
    because: "only another instance type, other idle time-outs of the interface or untracked security-group rules change this limit",
  },
};
