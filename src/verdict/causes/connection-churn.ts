import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const connectionChurn: Hypothesis<CauseId> = {
  id: "connection-churn",
  title: "Connections are opened for one request each",
  means: "Most TCP entries are closed connections that wait in TIME_WAIT; each request has opened its own.",
  doesNotMean: "TIME_WAIT is no fault of the kernel and no leak.",
  severity: "warning",
  rules: [
    { when: ["timeWaitDominates", "oneClientHoldsQuarter"], confidence: "high" },
    { when: ["timeWaitDominates", "oneWorkloadHoldsQuarter"], confidence: "high" },
    { when: ["timeWaitDominates"], confidence: "medium" },
  ],
  escalation: { to: "development", because: "a client opens a connection for each request instead of using one again" },
};
