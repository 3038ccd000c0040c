import type { Observation } from "../model/observation.ts";
import { type ObserveThisNodeOptions, observeThisNode } from "../operations/observe-this-node.ts";

/** One of two observations that are held against each other. */
export interface ObservedSide {
  readonly observation: Observation;
  /** `live`, or the bundle's name. */
  readonly origin: string;
  /** On the bundle itself: what of it was not read, and why. */
  readonly remarks: readonly string[];
  /** Its names and addresses are of the bundle alone. */
  readonly isRedacted: boolean;
}

/** This node, with what a comparison asks for and no check does, such as its size. */
export async function observeLiveSide(
  { besides = [], ...options }: Pick<ObserveThisNodeOptions, "window" | "proc" | "sys" | "besides">,
  signal: AbortSignal,
): Promise<ObservedSide> {
  const { comparedPartNames } = await import("../analysis/compare-snapshots.ts");
  return {
    observation: await observeThisNode({ ...options, full: true, besides: [...comparedPartNames, ...besides] }, signal),
    origin: "live",
    remarks: [],
    isRedacted: false,
  };
}

export async function readSavedSide(paths: readonly string[]): Promise<ObservedSide> {
  const { readBundles } = await import("../sources/bundle/read-bundle.ts");
  const { observation, origin, remarks, bundles } = await readBundles(paths);
  return { observation, origin, remarks, isRedacted: bundles.some(({ isRedacted }) => isRedacted) };
}
