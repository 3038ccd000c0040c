import type { Finding, FindingSeverity } from "../../model/finding.ts";
import type { NodeFacts } from "../../model/node-facts.ts";
import type { Severity } from "../../model/verdict.ts";
import type { NodeCondition } from "./node-condition.ts";

export function memberOf(name: string, more: Partial<NodeFacts> = {}): NodeFacts {
  return { name, ...more };
}

export function conditionOfNode(name: string, severity: Severity, more: Partial<NodeCondition> = {}): NodeCondition {
  const isFull = severity === "critical";
  return {
    facts: memberOf(name),
    ...{ isLive: true, isRedacted: false, takenAtMs: 1_000_000, severity, confidence: "high" },
    limit: isFull ? "kernel-table-full" : severity === "unknown" ? "unknown" : "none",
    ...{ lookAlikes: [], summary: "", workloads: [], notEvaluated: 0 },
    use: { entries: isFull ? 1000 : 10, limit: 1000, ratio: isFull ? 1 : 0.01 },
    ...more,
  };
}

export function findingOf(source: string, severity: FindingSeverity = "high", more: Partial<Finding> = {}): Finding {
  return {
    ...{ id: `F-${source}`, from: "check", source, title: source, severity, component: "conntrack", means: "", doesNotMean: "" },
    ...{ count: 1, untimed: 0, minutes: [], evidence: [], files: 1 },
    ...more,
  };
}
