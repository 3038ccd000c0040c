import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const kubeProxyStalled: Hypothesis<LookAlikeId> = {
  id: "kube-proxy-stalled",
  title: "kube-proxy does not keep its rules up to date",
  means: "Rules still lead to endpoints that are gone, and entries of removed endpoints stay.",
  doesNotMean: "A stalled sync does not fill the table by itself.",
  severity: "warning",
  rules: [{ when: ["proxySyncStalled"], confidence: "high" }],
  escalation: { to: "platform", because: "kube-proxy belongs to the platform" },
};
