import { distance } from "../model/edit-distance.ts";
import { nearest } from "../model/nearest.ts";
import { plainName } from "./find-runbook.ts";
import type { Runbook } from "./runbook.ts";

/** Those that somebody who wrote `name` may have meant, the nearest first: at most three. */
export function nearRunbooks(runbooks: readonly Runbook[], name: string): readonly Runbook[] {
  const wanted = plainName(name);
  return nearest(
    runbooks,
    (runbook) => farness(runbook, wanted),
    (far) => far <= 2,
  ).slice(0, 3);
}

/** 0: the same id, or words in it; up to 2: letters that were mistyped. */
function farness({ id, slug, name }: Runbook, wanted: string): number {
  const words = wanted.split(/[^a-z0-9]+/).filter((word) => word.length > 2 || /^[a-z]\d+$/.test(word));
  if (words.some((word) => word === id.toLowerCase() || slug.split("-").includes(word))) return 0;
  return Math.min(...[id.toLowerCase(), slug, name.toLowerCase()].map((one) => distance(one, wanted)));
}
