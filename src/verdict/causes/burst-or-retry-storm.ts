import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const burstOrRetryStorm: Hypothesis<CauseId> = {
  id: "burst-or-retry-storm",
  title: "A burst of new connections, or clients that try again and again",
  means: "Many connections are begun and not answered; each try takes an entry of its own.",
  doesNotMean: "The clients may be right to try: look at what does not answer.",
  severity: "warning",
  rules: [
    { when: ["unansweredDominates", "oneClientHoldsQuarter"], confidence: "high" },
    { when: ["unansweredDominates", "oneWorkloadHoldsQuarter"], confidence: "high" },
    { when: ["unansweredDominates"], confidence: "medium" },
  ],
  escalation: { to: "development", because: "clients try again without waiting longer each time" },
};
