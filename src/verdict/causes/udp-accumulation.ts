import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const udpAccumulation: Hypothesis<CauseId> = {
  id: "udp-accumulation",
  title: "UDP entries accumulate",
  means: "Most entries are UDP, which nothing closes: each stays until its timeout.",
  doesNotMean: "A node that serves DNS has much UDP.",
  severity: "warning",
  rules: [
    { when: ["udpDominates", "oneClientHoldsQuarter"], confidence: "high" },
    { when: ["udpDominates", "oneWorkloadHoldsQuarter"], confidence: "high" },
    { when: ["udpDominates", "udpGrows"], confidence: "high" },
    { when: ["udpDominates"], confidence: "medium" },
  ],
  escalation: { to: "development", because: "a client sends UDP from ever new ports" },
};
