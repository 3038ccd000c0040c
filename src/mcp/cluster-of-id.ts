import { correlate } from "../findings/correlate.ts";
import type { Finding } from "../model/finding.ts";
import type { OpenBundle } from "../operations/bundle-shelf/bundle-shelf.ts";
import type { AnsweredClusters } from "./answered-clusters.ts";

/** The findings behind a C- id, the worst first; empty where nobody knows. What was forgotten is looked for again as `correlate` does when asked nothing more. */
export function clusterOf(
  id: string,
  { bundle, findings: index }: OpenBundle,
  findings: readonly Finding[],
  answered: AnsweredClusters,
): readonly Finding[] {
  const known = answered.find(id);
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
