import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const probeLoad: Hypothesis<CauseId> = {
  id: "probe-load",
  title: "Probes of the node itself fill the table",
  means: "A large part of the table was opened by the node towards many pods, as probes do.",
  doesNotMean: "Processes that share the node's address look the same.",
  severity: "warning",
  rules: [{ when: ["probesDominate"], confidence: "low" }],
  escalation: { to: "platform", because: "probes are more frequent than they need to be" },
};
