import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const ephemeralPorts: Hypothesis<LookAlikeId> = {
  id: "ephemeral-ports",
  title: "The node's own ports run out",
  means: "Processes of the node itself hold nearly all local ports towards one destination.",
  doesNotMean: "Pods have their own range each; this is about the namespace that was looked at.",
  severity: "warning",
  rules: [{ when: ["ephemeralPortsShort"], confidence: "medium" }],
  escalation: { to: "development", because: "one client keeps too many connections to one destination" },
};
