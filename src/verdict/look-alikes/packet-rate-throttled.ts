import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const packetRateThrottled: Hypothesis<LookAlikeId> = {
  id: "packet-rate-throttled",
  title: "The instance's packet rate is used up",
  means: "The instance handled more packets a second than its type allows.",
  doesNotMean: "Bandwidth may be ample: small packets reach this limit first.",
  severity: "warning",
  rules: [{ when: ["packetRateExceeded"], confidence: "high" }],
  escalation: { to: "platform", because: "the instance type decides how many packets it may handle" },
};
