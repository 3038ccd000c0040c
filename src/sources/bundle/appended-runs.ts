import { isoTime } from "../../model/iso-time.ts";
import type { InterfaceAllowances } from "../../model/node-snapshot.ts";
import { type CpuRow, splitIntoSamples } from "../../wire/conntrack-stats-text/parse-conntrack-stats.ts";
import type { BundleFacts, Said } from "./bundle-facts.ts";
import { bootTimeOf } from "./kernel-log-part.ts";

/** What a collector that ran more than once wrote behind one another. */
export interface AppendedRuns {
  /** The newest sample. */
  readonly counters?: Said<readonly CpuRow[]>;
  readonly allowances: readonly Said<InterfaceAllowances>[];
  /** The sample before it, where the times of both are known. */
  readonly earlier?: {
    readonly atMs: number;
    readonly nowMs: number;
    readonly counters?: Said<readonly CpuRow[]>;
    readonly allowances: readonly Said<InterfaceAllowances>[];
  };
  readonly remarks: readonly string[];
}

/**
 * eks-log-collector removes its folder when it is done, so a run that was broken off is still there when the next one appends to it. Its counters are a
 * second sample, but only if something tells when they were read: an increase over days says nothing about today.
 */
export function appendedRuns(facts: BundleFacts): AppendedRuns {
  const [counterFile, ...otherFiles] = facts.counterRows;
  const samples = counterFile === undefined ? [] : splitIntoSamples(counterFile.value).map((value) => ({ value, path: counterFile.path }));
  const cards = sectionsByInterface(facts);
  const runs = Math.max(samples.length, ...cards.map(({ length }) => length));
  const counters = samples.at(-1);
  const newest = { ...(counters === undefined ? {} : { counters }), allowances: cards.flatMap((sections) => sections.at(-1) ?? []) };
  const remarks = otherFiles.map(({ path }) => `the counters in ${path} were not used: those in ${counterFile?.path} came first`);
  if (runs < 2) return { ...newest, remarks };
  const times = counterFile?.timesMs.length === runs ? counterFile.timesMs : facts.probedAtMs;
  const probes = times.filter(Number.isFinite).toSorted((left, right) => left - right);
  const [atMs, nowMs] = probes.slice(-2);
  const bootedAtMs = bootTimeOf(facts) ?? Number.NEGATIVE_INFINITY;
  const path = counterFile?.path ?? cards[0]?.[0]?.path ?? "a file";
  if (probes.length !== runs || atMs === undefined || nowMs === undefined || atMs === nowMs) {
    return {
      ...newest,
      remarks: [...remarks, `${path} holds ${runs} samples, but nothing tells when the earlier ones were taken: only the last was used`],
    };
  }
  if (atMs < bootedAtMs) {
    return {
      ...newest,
      remarks: [...remarks, `${path} holds a sample from before the node was booted (${isoTime(atMs)}): it was not used`],
    };
  }
  const before = samples.at(-2);
  const allowances = cards.flatMap((sections) => sections.at(-2) ?? []);
  return {
    ...newest,
    earlier: { atMs, nowMs, ...(before === undefined ? {} : { counters: before }), allowances },
    remarks: [...remarks, `${path} holds ${runs} samples; the last two, of ${isoTime(atMs)} and ${isoTime(nowMs)}, were compared`],
  };
}

/** For each interface that has allowances what every run said of it, oldest first. */
function sectionsByInterface({ ethtool }: BundleFacts): readonly (readonly Said<InterfaceAllowances>[])[] {
  const byName = new Map<string, Said<InterfaceAllowances>[]>();
  for (const { value, path } of ethtool) {
    for (const { interfaceName = "an interface that is not named", allowances } of value) {
      if (Object.keys(allowances).length === 0) continue;
      const sections = byName.get(interfaceName) ?? [];
      byName.set(interfaceName, sections);
      // Only ENA publishes allowances, and `ethtool -S` does not say the driver.
      sections.push({ value: { interfaceName, driver: "ena", statistics: allowances }, path });
    }
  }
  return [...byName.values()];
}
