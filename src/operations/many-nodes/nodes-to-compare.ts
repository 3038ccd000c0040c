import { runChecks } from "../../checks/run-checks.ts";
import { FindingsBuilder } from "../../findings/building/findings-builder.ts";
import type { FindingsIndex } from "../../findings/findings-index.ts";
import type { Observation } from "../../model/observation.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { diagnoseSignals } from "../../report/diagnosis.ts";
import type { BundleShelf, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import type { FleetNode } from "../fleet/fleet.ts";
import { atOnce } from "./at-once.ts";

/** One of the nodes that are compared, with everything that they are compared by. */
export interface ComparedNode {
  /** As it was asked for. */
  readonly instanceId: string;
  readonly name: string;
  readonly isLive: boolean;
  readonly bundle?: ShelvedBundle;
  readonly isRedacted: boolean;
  readonly observation: Observation;
  readonly diagnosis: Diagnosis;
  readonly findings: FindingsIndex;
}

export interface NodesToCompareOptions {
  readonly shelf: Pick<BundleShelf, "open">;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, message: string) => void;
}

/** Reads each of them; one that cannot be read is no comparison, so that its failure is thrown. */
export async function nodesToCompare(
  nodes: readonly { readonly instanceId: string; readonly node: FleetNode }[],
  { shelf, signal, onProgress }: NodesToCompareOptions,
): Promise<readonly ComparedNode[]> {
  let done = 0;
  return atOnce(nodes, { most: readAtOnce, signal }, async ({ instanceId, node }, cut) => {
    const compared = await readOne(instanceId, node, shelf, cut);
    onProgress(++done, nodes.length, `read ${done} of ${nodes.length} nodes`);
    return compared;
  });
}

const readAtOnce = 4;

async function readOne(instanceId: string, node: FleetNode, shelf: Pick<BundleShelf, "open">, signal: AbortSignal): Promise<ComparedNode> {
  const { facts, isLive, bundle } = node;
  const about = { instanceId, name: facts.name, isLive, ...(bundle === undefined ? {} : { bundle }) };
  const observing = node.observe(signal);
  if (!isLive && bundle !== undefined) {
    const [{ observation, isRedacted }, { diagnosis, findings }] = await Promise.all([observing, shelf.open(bundle, { signal })]);
    return { ...about, isRedacted, observation, diagnosis, findings };
  }
  const { observation, origin, remarks, isRedacted } = await observing;
  const signals = runChecks(observation, { full: true });
  const builder = new FindingsBuilder({ node: facts.name, collectedAtMs: observation.now.takenAtMs });
  for (const signal of signals) builder.addSignal(signal);
  const diagnosis = diagnoseSignals(observation, signals, origin, remarks);
  return { ...about, isRedacted, observation, diagnosis, findings: builder.finish(0) };
}
