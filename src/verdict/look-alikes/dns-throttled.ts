import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const dnsThrottled: Hypothesis<LookAlikeId> = {
  id: "dns-throttled",
  title: "DNS queries to the provider are throttled",
  means: "The instance sent more packets a second to link-local services than one interface may.",
  doesNotMean: "A larger table does not help; fewer queries do.",
  severity: "warning",
  rules: [{ when: ["linkLocalExceeded"], confidence: "high" }],
  escalation: { to: "platform", because: "a cache of names on the node reduces the queries that leave it" },
};
