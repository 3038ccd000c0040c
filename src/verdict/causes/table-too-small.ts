import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const tableTooSmall: Hypothesis<CauseId> = {
  id: "table-too-small",
  title: "The limit is too low for what the node carries",
  means: "The table is nearly full and no client stands out.",
  doesNotMean: "Nobody misbehaves; the node needs a larger table.",
  severity: "warning",
  rules: [
    { when: ["tableNearLimit", "noClientHoldsQuarter", "noWorkloadHoldsQuarter"], confidence: "medium" },
    // Where no names are known, small clients may all be of one workload.
    { when: ["tableNearLimit", "noClientHoldsQuarter"], confidence: "low" },
  ],
  escalation: { to: "platform", because: "the limit does not fit the load" },
};
