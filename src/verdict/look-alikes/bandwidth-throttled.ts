import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const bandwidthThrottled: Hypothesis<LookAlikeId> = {
  id: "bandwidth-throttled",
  title: "The instance's bandwidth is used up",
  means: "The instance queued or dropped packets beyond its bandwidth.",
  doesNotMean: "Short bursts are queued and harm nobody.",
  severity: "warning",
  rules: [
    { when: ["bandwidthInExceeded"], confidence: "high" },
    { when: ["bandwidthOutExceeded"], confidence: "high" },
  ],
  escalation: { to: "platform", because: "the instance type decides how much it may carry" },
};
