import type { Finding } from "../model/finding.ts";

/**
 * The order of findings that nothing else orders, the same every time. Not by their ids: those are hashes of the node's name, so that the order in which a dozen stand would
 * tell that name to whoever has a list of names, even where the ids themselves do not leave.
 */
export function bySourceAndSubject(left: Finding, right: Finding): number {
  return compared(left.source, right.source) || compared(left.subject ?? "", right.subject ?? "") || compared(left.from, right.from);
}

function compared(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
