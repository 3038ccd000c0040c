/** What collectors write into the names of their archives and folders. */
export interface BundleNameFacts {
  readonly collectedAtMs?: number;
  /** The time is in the zone of whoever collected, which the name does not say; it was taken as UTC. */
  readonly isZoneUnsaid?: boolean;
}

/**
 * `eks_i-0abc_2026-01-15_1203-UTC_0.7.8.tar.gz`, `sgfp_bundle_prod_web-1_20260115_120344`, `node-a-20260115T120344Z.tgz`. The last date in the name counts:
 * names of pods and clusters come before it.
 */
export function factsOfBundleName(name: string): BundleNameFacts {
  const found = [...name.matchAll(dateAndTime)].at(-1);
  if (found === undefined) return {};
  const [, year, month, day, hour, minute, second = "00", zone] = found;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const collectedAtMs = Date.parse(iso);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(collectedAtMs) || new Date(collectedAtMs).toISOString().slice(0, 19) !== iso.slice(0, 19)) return {};
  return { collectedAtMs, ...(zone === undefined ? { isZoneUnsaid: true } : {}) };
}

const dateAndTime = /(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)[T_-](\d\d)[:-]?(\d\d)(?:[:-]?(\d\d))?(?!\d)(?:\.\d+)?(Z|-?UTC)?/g;
