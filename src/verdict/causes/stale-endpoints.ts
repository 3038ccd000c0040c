import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const staleEndpoints: Hypothesis<CauseId> = {
  id: "stale-endpoints",
  title: "Entries lead to endpoints that are gone",
  means: "Connections were translated to an endpoint that does not exist any more, and their entries stay until they time out.",
  doesNotMean: "The clients are not at fault.",
  severity: "warning",
  rules: [
    { when: ["endpointsAreGone", "unrepliedDominates"], confidence: "high" },
    { when: ["endpointsAreGone"], confidence: "medium" },
  ],
  hides: ["udp-accumulation", "burst-or-retry-storm"],
  escalation: { to: "platform", because: "entries of removed endpoints are not cleaned up" },
};
