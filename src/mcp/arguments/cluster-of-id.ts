import { correlate } from "../../findings/correlation/correlate.ts";
import type { Finding } from "../../model/finding.ts";
import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import type { RecentlyUsed } from "../../platform/recently-used.ts";

/** Findings that an answer has said to have come together: an id alone does not tell what is in it. */
export interface AnsweredCluster {
  readonly node: string;
  readonly findingIds: readonly string[];
}

/** The findings behind a C- id, the worst first; empty where nobody knows. What was forgotten is looked for again as `correlate` does when asked nothing more. */
export function clusterOf(
  id: string,
  { bundle, findings: index }: OpenBundle,
  findings: readonly Finding[],
  answered: Pick<RecentlyUsed<string, AnsweredCluster>, "get">,
): readonly Finding[] {
  const known = answered.get(id);
  if (known !== undefined && known.node === bundle.node) {
    const ids = new Set(known.findingIds);
    return findings.filter((finding) => ids.has(finding.id));
  }
  const { collectedAtMs } = index;
  for (const spanMinutes of [10, 24 * 60]) {
    const span = { startMs: collectedAtMs - spanMinutes * 60_000, endMs: collectedAtMs };
    const cluster = correlate(findings, { windowSeconds: 60, span, collectedAtMs }).clusters.find((one) => one.id === id);
    if (cluster !== undefined) {
      const members = new Set(cluster.members.map(({ finding }) => finding));
      return findings.filter((finding) => members.has(finding));
    }
  }
  return [];
}
