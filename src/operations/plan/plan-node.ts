import { setTimeout as sleep } from "node:timers/promises";
import type { CountSample } from "../../analysis/forecast/count-series.ts";
import { collectSnapshot } from "../../collectors/collect-snapshot.ts";
import { conntrackNotLoaded, conntrackSysctls, isConntrackLoaded, readSysctlNumber } from "../../collectors/sysctl-files.ts";
import { walkLimits } from "../../collectors/walk-outcome.ts";
import { mergeAddressOwners } from "../../flows/owners/merge-address-owners.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import type { PartName } from "../../model/node-snapshot.ts";
import type { Observation } from "../../model/observation.ts";
import { isPresent } from "../../model/reading.ts";
import type { Bundle } from "../../sources/bundle/bundle.ts";
import type { NameSource } from "../../sources/name-source.ts";
import { nodeNameOf } from "../../sources/node-name.ts";
import type { Sources } from "../../sources/sources.ts";
import { liveTableToWalk } from "../tables/live-table.ts";
import { liveTableError } from "../tables/live-table-error.ts";
import type { TableToWalk } from "../tables/table-to-walk.ts";

/** A node to plan for: this one, or a saved one. */
export interface PlanNode {
  readonly observation: Observation;
  readonly origin: string;
  /** The count through the window. */
  readonly samples: readonly CountSample[];
  /** The table was walked right before the window: what has expired since is counted and was not collected. */
  readonly isCollectedBefore: boolean;
  readonly owners: AddressOwners;
  /** Missing where a bundle saved what the table holds and not the table. */
  readonly table?: TableToWalk;
  readonly remarks: readonly string[];
}

/** Whose the limit is, what it costs, and what there is today. */
const planParts: readonly PartName[] = [
  "tableUsage",
  "settings",
  "slabMemory",
  "resources",
  "namespaces",
  "limitConfiguration",
  "kubeProxy",
  "dataPlane",
  "kernel",
  "cloudInstance",
  "interfaceAllowances",
];

export interface LivePlanOptions {
  readonly names: NameSource;
  /** How long the count is watched for growth; 0 does not. */
  readonly windowSeconds: number;
  readonly signal: AbortSignal;
}

/** Throws InputError where there is no connection tracking to plan for. */
export function requireTracking({ proc }: Sources): void {
  if (!isConntrackLoaded(proc)) throw liveTableError(conntrackNotLoaded(proc));
}

/** Sources and names are the caller's, who closes them. */
export async function observeLiveForPlan(sources: Sources, { names, windowSeconds, signal }: LivePlanOptions): Promise<PlanNode> {
  requireTracking(sources);
  if (windowSeconds > 0) await collectExpired(sources, signal);
  const samples = await watchCount(sources, windowSeconds, signal);
  const { snapshot } = await collectSnapshot(sources, { node: nodeNameOf(sources.proc), parts: planParts, signal });
  signal.throwIfAborted();
  return {
    samples,
    observation: { now: snapshot },
    origin: "live",
    isCollectedBefore: windowSeconds > 0,
    owners: names.current(),
    table: liveTableToWalk(sources),
    remarks: names.remarks(),
  };
}

/** A walk takes out what has expired (ctnetlink_dump_table), so that the window begins with what lives. */
async function collectExpired({ conntrack }: Sources, signal: AbortSignal): Promise<void> {
  try {
    await conntrack.dump({ ...walkLimits({}), signal }, () => {});
  } catch (error) {
    throw liveTableError(error) ?? error;
  }
}

/** So often that a trend of a few seconds shows, and no oftener than some hundred times. */
const leastStepMs = 250;
const mostSamples = 120;

async function watchCount({ proc, clock }: Sources, windowSeconds: number, signal: AbortSignal): Promise<readonly CountSample[]> {
  const stepMs = Math.max(leastStepMs, (windowSeconds * 1000) / mostSamples);
  const untilMs = clock.monotonicMs() + windowSeconds * 1000;
  const samples: CountSample[] = [];
  for (;;) {
    samples.push({
      monotonicMs: clock.monotonicMs(),
      count: readSysctlNumber(proc, `${conntrackSysctls}/nf_conntrack_count`),
      max: readSysctlNumber(proc, `${conntrackSysctls}/nf_conntrack_max`),
    });
    const leftMs = untilMs - clock.monotonicMs();
    if (leftMs <= 0) return samples;
    await sleep(Math.min(stepMs, leftMs), undefined, { signal });
  }
}

/** Names that were saved with the table come before those of a list that is given beside it only where the list is silent. */
export async function readSavedForPlan(path: string, names: NameSource, alreadyRead?: Bundle): Promise<PlanNode> {
  // Who plans for a live node loads no reader of bundles.
  const [{ readBundle }, { bundleTableToWalk }] = await Promise.all([
    import("../../sources/bundle/read-bundle.ts"),
    import("../tables/bundle-table.ts"),
  ]);
  const bundle = alreadyRead ?? (await readBundle(path));
  const { observation } = bundle;
  const { addressOwners } = observation.now.parts;
  return {
    observation,
    origin: bundle.name,
    samples: savedCounts(observation),
    isCollectedBefore: false,
    owners: mergeAddressOwners([names.current(), ...(isPresent(addressOwners) ? [addressOwners.value] : [])]),
    ...(holdsTable(bundle) ? { table: await bundleTableToWalk(path, bundle) } : {}),
    remarks: [...bundle.remarks, ...names.remarks()],
  };
}

export function holdsTable({ files }: Bundle): boolean {
  return files.some(({ kind }) => kind === "conntrack" || kind === "conntrack-xml");
}

/** The two samples of a bundle, where it has two. */
export function savedCounts({ earlier, now }: Observation): readonly CountSample[] {
  return [earlier, now].flatMap((snapshot) => {
    const usage = snapshot?.parts.tableUsage;
    return snapshot === undefined || !isPresent(usage)
      ? []
      : [{ monotonicMs: snapshot.monotonicMs, count: usage.value.count, max: usage.value.max }];
  });
}
