import { join } from "node:path";
import { comparedPartNames } from "../../analysis/compare-snapshots.ts";
import { collectSnapshot } from "../../collectors/collect-snapshot.ts";
import type { NodeFacts } from "../../model/node-facts.ts";
import { isPresent } from "../../model/reading.ts";
import type { Clock } from "../../platform/clock.ts";
import { SharedAnswer } from "../../platform/shared-answer.ts";
import { partsForPlans } from "../../remedies/parts-for-plans.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import type { NameSource } from "../../sources/name-source.ts";
import { nodeNameOf } from "../../sources/node-name.ts";
import type { Sources } from "../../sources/sources.ts";
import { bundleName } from "../bundle-name.ts";
import { collectBundle } from "../collect-bundle.ts";
import { observeThroughSources } from "../observe-this-node.ts";
import { asToolFailure } from "./as-tool-failure.ts";
import type { CollectedBundle, CollectOptions, FleetNode } from "./fleet.ts";
import { machineTable } from "./machine-table.ts";

export interface MachineNodeOptions {
  readonly sources: Sources;
  readonly names: () => Promise<NameSource>;
  readonly clock: Clock;
  /** Where the root of the node is, for its logs. */
  readonly hostRoot: string;
  /** Of the program, for the manifest of a bundle. */
  readonly version: string;
}

/** As `ullage diagnose` waits between two samples. */
const windowSeconds = 2;
/** Several questions of one turn are answered from one look. */
const observationKeptMs = 3_000;
/** An instance keeps its id and its zone for as long as it lives. */
const factsKeptMs = 600_000;

/** This machine, asked through sources that stay open; its facts take a question to the metadata service, so they are asked for. */
export function machineNode(options: MachineNodeOptions): (signal: AbortSignal) => Promise<FleetNode> {
  const { sources, names, clock } = options;
  const observed = new SharedAnswer({
    find: (signal) => {
      const besides = [...new Set([...comparedPartNames, ...partsForPlans, "addressOwners" as const])];
      return observeThroughSources(sources, { full: true, besides, window: windowSeconds }, signal);
    },
    keepMs: observationKeptMs,
    clock,
  });
  const facts = new SharedAnswer({ find: (signal) => readFacts(sources, signal), keepMs: factsKeptMs, clock });
  const table = machineTable({ sources, names, clock });
  return async (known) => ({
    facts: await facts.get(known),
    isLive: true,
    diagnose: async (signal) => diagnoseObservation(await observed.get(signal), "live"),
    observe: async (signal) => ({ observation: await observed.get(signal), origin: "live", remarks: [], isRedacted: false }),
    collect: (asked, signal) => collectMachine(options, asked, signal),
    table,
  });
}

async function collectMachine(
  { sources, hostRoot, version }: MachineNodeOptions,
  { directory, windowSeconds: window, onProgress }: CollectOptions,
  signal: AbortSignal,
): Promise<CollectedBundle> {
  const node = nodeNameOf(sources.proc);
  const target = join(directory, bundleName(node, sources.clock.nowMs()));
  const { path, bytes } = await asToolFailure(node, () =>
    collectBundle({
      ...{ sources, hostRoot, version, target, signal, windowSeconds: window, force: false, isNumbered: true, redact: false, podIps: [] },
      onProgress: (what, done) => onProgress(done === 0 ? what : `${what}: ${done} entries`),
    }),
  );
  return { path, bytes };
}

async function readFacts(sources: Sources, signal: AbortSignal): Promise<NodeFacts> {
  const { snapshot } = await collectSnapshot(sources, { node: "", parts: ["cloudInstance"], signal });
  signal.throwIfAborted();
  const { cloudInstance } = snapshot.parts;
  const { instanceId, instanceType, zone } = isPresent(cloudInstance) ? cloudInstance.value : {};
  return {
    name: nodeNameOf(sources.proc),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(zone === undefined ? {} : { zone }),
    ...(instanceType === undefined ? {} : { instanceType }),
  };
}
