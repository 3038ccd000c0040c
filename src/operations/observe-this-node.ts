import type { Check } from "../checks/check.ts";
import { selectChecks } from "../checks/run-checks.ts";
import type { PartName } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import { nodeNameOf } from "../sources/node-name.ts";
import type { Sources } from "../sources/sources.ts";
import { observeNode } from "./observe-node.ts";

export interface ObserveThisNodeOptions {
  /** Ids of the checks that the observation is for; all when missing. */
  readonly only?: readonly string[];
  readonly full?: true;
  /** Read as well, though no check asks for them. */
  readonly besides?: readonly PartName[];
  readonly window: number;
  readonly proc: string;
  readonly sys: string;
}

/** Reads the parts that the chosen checks ask for, and no others. */
export async function observeThisNode({ proc, sys, ...options }: ObserveThisNodeOptions, signal: AbortSignal): Promise<Observation> {
  const { createLiveSources } = await import("../sources/live-sources.ts");
  const sources = createLiveSources({ procRoot: proc, sysRoot: sys });
  try {
    return await observeThroughSources(sources, options, signal);
  } finally {
    sources.localHttp.close();
    await sources.conntrack.close();
  }
}

/** The same through sources that are open already, and stay open. */
export async function observeThroughSources(
  sources: Sources,
  { only, full, besides = [], window }: Omit<ObserveThisNodeOptions, "proc" | "sys">,
  signal: AbortSignal,
): Promise<Observation> {
  const selected = selectChecks(only === undefined ? {} : { only }).filter(({ cost }) => cost === "cheap" || full === true);
  // A table is not walked for a better answer alone.
  const partsOf = ({ needs, uses }: Check) => [...needs, ...uses.filter((part) => part !== "tableComposition" || full === true)];
  return observeNode(sources, {
    node: nodeNameOf(sources.proc),
    parts: distinct([...selected.flatMap(partsOf), ...besides]),
    earlierParts: distinct(selected.flatMap((check) => (check.judges === "increase" ? partsOf(check) : []))).filter(
      (part) => part !== "tableComposition" || isQuicklyWalked(sources),
    ),
    windowSeconds: window,
    signal,
  });
}

/** Entries that a walk takes a quarter of a second for; a larger table is walked once, and what needs two walks says so. */
const quickWalkEntries = 100_000;

function isQuicklyWalked({ proc }: Sources): boolean {
  const count = Number(proc.readTextIfPresent("sys/net/netfilter/nf_conntrack_count") ?? 0);
  return count <= quickWalkEntries;
}

export async function replayRecording(directory: string): Promise<Observation> {
  const { readRecording } = await import("../sources/recording.ts");
  return readRecording(directory);
}

function distinct(parts: readonly PartName[]): readonly PartName[] {
  return [...new Set(parts)];
}
