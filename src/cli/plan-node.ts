import { setTimeout as sleep } from "node:timers/promises";
import type { CountSample } from "../analysis/forecast/count-series.ts";
import { collectSnapshot } from "../collectors/collect-snapshot.ts";
import { conntrackNotLoaded, conntrackSysctls, isConntrackLoaded, readSysctlNumber } from "../collectors/sysctl-files.ts";
import { walkLimits } from "../collectors/walk-outcome.ts";
import { mergeAddressOwners } from "../flows/owners/merge-address-owners.ts";
import type { AddressOwners } from "../model/address-owners.ts";
import type { PartName } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import { isPresent } from "../model/reading.ts";
import { createLiveSources } from "../sources/live-sources.ts";
import { nodeNameOf } from "../sources/node-name.ts";
import type { Sources } from "../sources/sources.ts";
import type { Terminal } from "./command.ts";
import { liveTableToWalk } from "./find/live-table.ts";
import type { TableToWalk } from "./find/table-to-walk.ts";
import { type NameOptions, openNames } from "./name-options.ts";
import { liveTableError } from "./read-table.ts";

export interface PlanNodeOptions extends NameOptions {
  readonly window: number;
  readonly proc: string;
  readonly sys: string;
  readonly bundle?: string;
}

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
  close(): Promise<void>;
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

export async function openLiveNode(options: PlanNodeOptions, terminal: Terminal): Promise<PlanNode> {
  const { signal } = terminal;
  const sources = createLiveSources({ procRoot: options.proc, sysRoot: options.sys });
  const close = async () => {
    sources.localHttp.close();
    await sources.conntrack.close();
  };
  try {
    if (!isConntrackLoaded(sources.proc)) throw liveTableError(conntrackNotLoaded(sources.proc));
    const names = await openNames(options, sources, terminal);
    try {
      if (options.window > 0) await collectExpired(sources, signal);
      const samples = await watchCount(sources, options.window, signal);
      const node = nodeNameOf(sources.proc);
      const { snapshot } = await collectSnapshot(sources, { node, parts: planParts, signal });
      signal.throwIfAborted();
      return {
        ...{ samples, close },
        observation: { now: snapshot },
        origin: "live",
        isCollectedBefore: options.window > 0,
        owners: names.current(),
        table: liveTableToWalk(sources, terminal),
        remarks: names.remarks(),
      };
    } finally {
      await names.close();
    }
  } catch (error) {
    await close();
    throw error;
  }
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
export async function openSavedNode(path: string, options: PlanNodeOptions, terminal: Terminal): Promise<PlanNode> {
  const { readBundle } = await import("../sources/bundle/read-bundle.ts");
  const bundle = await readBundle(path);
  const names = await openNames(options, undefined, terminal);
  try {
    const { observation } = bundle;
    const { addressOwners } = observation.now.parts;
    const holdsTable = bundle.files.some(({ kind }) => kind === "conntrack" || kind === "conntrack-xml");
    const { bundleTableToWalk } = await import("./find/bundle-table.ts");
    return {
      observation,
      origin: bundle.name,
      samples: savedCounts(observation),
      isCollectedBefore: false,
      owners: mergeAddressOwners([names.current(), ...(isPresent(addressOwners) ? [addressOwners.value] : [])]),
      ...(holdsTable ? { table: await bundleTableToWalk(path, terminal, bundle) } : {}),
      remarks: [...bundle.remarks, ...names.remarks()],
      close: async () => {},
    };
  } finally {
    await names.close();
  }
}

/** The two samples of a bundle, where it has two. */
function savedCounts({ earlier, now }: Observation): readonly CountSample[] {
  return [earlier, now].flatMap((snapshot) => {
    const usage = snapshot?.parts.tableUsage;
    return snapshot === undefined || !isPresent(usage)
      ? []
      : [{ monotonicMs: snapshot.monotonicMs, count: usage.value.count, max: usage.value.max }];
  });
}
