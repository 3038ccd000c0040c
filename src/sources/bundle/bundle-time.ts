import type { BundleFacts } from "./bundle-facts.ts";
import type { BundleNameFacts } from "./bundle-name.ts";
import type { WalkedFile } from "./walk-bundle.ts";

export interface BundleTime {
  readonly atMs: number;
  /** Which of its own clocks that is, in words for a person. */
  readonly from: string;
}

/** A bundle is judged at its own time, never at today's. The best that it has: what was written for the purpose, then names, then what happens to be in it. */
export function timeOfBundle(
  facts: BundleFacts,
  fromName: BundleNameFacts,
  files: readonly WalkedFile[],
  archiveModifiedAtMs: number,
): BundleTime {
  if (facts.manifest !== undefined) return { atMs: facts.manifest.value.collectedAtMs, from: "the manifest" };
  if (facts.snapshot !== undefined) return { atMs: facts.snapshot.value.takenAtMs, from: facts.snapshot.path };
  if (fromName.collectedAtMs !== undefined) {
    return {
      atMs: fromName.collectedAtMs,
      from: `the name of the bundle${fromName.isZoneUnsaid ? ", which names no zone; taken as UTC" : ""}`,
    };
  }
  const newestLog = facts.logs.reduce<{ readonly atMs: number; readonly path: string } | undefined>((newest, { newestAtMs, path }) => {
    return newestAtMs === undefined || (newest !== undefined && newest.atMs >= newestAtMs) ? newest : { atMs: newestAtMs, path };
  }, undefined);
  if (newestLog !== undefined) return { atMs: newestLog.atMs, from: `the newest line of ${newestLog.path}` };
  const newestFile = files.reduce<number | undefined>((newest, { modifiedAtMs }) => {
    return modifiedAtMs === undefined || (newest !== undefined && newest >= modifiedAtMs) ? newest : modifiedAtMs;
  }, undefined);
  if (newestFile !== undefined) return { atMs: newestFile, from: "the time of the newest file in it" };
  return { atMs: Math.round(archiveModifiedAtMs), from: "the time of the file itself" };
}
