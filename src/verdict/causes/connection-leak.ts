import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const connectionLeak: Hypothesis<CauseId> = {
  id: "connection-leak",
  title: "Connections are opened and never closed",
  means: "A large part of the ESTABLISHED connections has been idle for over an hour.",
  doesNotMean: "A pool that keeps connections is idle by intent: ask its owner for its size.",
  severity: "warning",
  rules: [
    { when: ["idleDominates", "oneClientHoldsQuarter"], confidence: "high" },
    { when: ["idleDominates", "oneWorkloadHoldsQuarter"], confidence: "high" },
    { when: ["idleDominates"], confidence: "medium" },
  ],
  escalation: { to: "development", because: "a client opens connections and does not close them" },
};
