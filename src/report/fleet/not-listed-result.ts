import { type Severity, severityOrder } from "../../model/verdict.ts";

/** How many nodes a list has no room for, and how they are; nothing where it has all of them. */
export function notListedResult(severities: readonly Severity[]) {
  if (severities.length === 0) return {};
  const counts = severityOrder.map((severity) => [severity, severities.filter((one) => one === severity).length] as const);
  const bySeverity: Record<string, number> = Object.fromEntries(counts.filter(([, count]) => count > 0));
  return { notListed: { nodes: severities.length, bySeverity } };
}
