import type { Finding } from "../model/finding.ts";
import { stableId } from "../model/stable-id.ts";

/** Of what a finding speaks of, never of values, files, counts or times: the next collection has the same id for the same thing. */
export function findingId(node: string, { from, source, subject }: Pick<Finding, "from" | "source" | "subject">): string {
  return `F-${stableId(node, `${from}:${source}`, subject ?? "")}`;
}

/** Of the findings that belong together, in whatever order. */
export function clusterId(findingIds: readonly string[]): string {
  return `C-${stableId(...[...new Set(findingIds)].toSorted())}`;
}
