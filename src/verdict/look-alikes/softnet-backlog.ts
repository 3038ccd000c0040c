import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const softnetBacklog: Hypothesis<LookAlikeId> = {
  id: "softnet-backlog",
  title: "Processors drop packets before they look at them",
  means: "The queue between the network card and the processor overflowed.",
  doesNotMean: "Nothing was tracked or refused yet when these packets were lost.",
  severity: "warning",
  rules: [{ when: ["backlogDropped"], confidence: "medium" }],
  escalation: { to: "platform", because: "the distribution of interrupts and the length of the queue are settings of the node" },
};
