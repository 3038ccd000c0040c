import { components, type Finding } from "../../model/finding.ts";

/**
 * What a pivot names: a finding by its id, else a check or pattern, else a component, else every finding whose title, source and subject have all of its words.
 * Words and no regular expression, since one from outside can take for ever on a subject that was made for it.
 */
export function pivotFindings(findings: readonly Finding[], pivot: string): readonly Finding[] {
  const asked = pivot.trim().toLowerCase();
  const byId = findings.filter(({ id }) => id.toLowerCase() === asked);
  if (byId.length > 0) return byId;
  const bySource = findings.filter(({ source }) => source.toLowerCase() === asked);
  if (bySource.length > 0) return bySource;
  if (components.some((component) => component === asked)) return findings.filter(({ component }) => component === asked);
  const words = asked.split(/[^\p{L}\p{N}_.:/-]+/u).flatMap((word) => word.replace(/^[.:/-]+|[.:/-]+$/g, "") || []);
  if (words.length === 0) return [];
  return findings.filter(({ title, source, subject }) => {
    const text = `${title} ${source} ${subject ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
