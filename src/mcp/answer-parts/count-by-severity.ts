import type { WindowedFinding } from "../../findings/window/findings-in-window.ts";
import type { FindingSeverity } from "../../model/finding.ts";

export function countBySeverity(findings: readonly WindowedFinding[]): Record<FindingSeverity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { finding } of findings) counts[finding.severity]++;
  return counts;
}
