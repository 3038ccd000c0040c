import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const approachingLimit: Hypothesis<LimitId> = {
  id: "approaching-limit",
  title: "A limit is near",
  means:
    "Nothing is lost yet: the table is nearly full, or will be within minutes, or little is left of the instance's allowance, of a pod's table, of a BPF map or of the ports of source NAT.",
  doesNotMean: "A high percentage alone is no loss.",
  severity: "warning",
  rules: [
    { when: ["tableNearLimit"], confidence: "high" },
    { when: ["fullSoon"], confidence: "medium" },
    { when: ["connectionAllowanceLow"], confidence: "medium" },
    { when: ["podTableNearLimit"], confidence: "medium" },
    { when: ["bpfMapNearlyFull"], confidence: "medium" },
    { when: ["sourceNatPortsShort"], confidence: "medium" },
  ],
  escalation: { to: "platform", because: "there is time to raise the limit before connections are lost" },
};
