import type { NodeFacts } from "../../model/node-facts.ts";
import type { BundleShelf, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import { asToolFailure } from "./as-tool-failure.ts";
import { bundleTable } from "./bundle-table.ts";
import type { CountedTables } from "./counted-tables.ts";
import type { FleetNode } from "./fleet.ts";

export interface BundleNodeOptions {
  readonly bundle: ShelvedBundle;
  readonly shelf: Pick<BundleShelf, "open">;
  readonly counted: CountedTables;
  /** What is known of the node besides. */
  readonly facts?: NodeFacts;
  /** Why the bundle speaks, where somebody else was to. */
  readonly remarks?: readonly string[];
}

/** A node that a bundle speaks for. */
export function bundleNode({ bundle, shelf, counted, facts = factsOfBundle(bundle), remarks = [] }: BundleNodeOptions): FleetNode {
  const open = (signal: AbortSignal) => asToolFailure(bundle.id, () => shelf.open(bundle, { signal }));
  return {
    ...{ facts, bundle, isLive: false },
    async diagnose(signal) {
      const { diagnosis } = await open(signal);
      return remarks.length === 0 ? diagnosis : { ...diagnosis, remarks: [...remarks, ...diagnosis.remarks] };
    },
    async observe(signal) {
      const opened = await open(signal);
      const saved = await asToolFailure(bundle.id, () => opened.saved(signal));
      return { observation: saved.observation, origin: saved.name, remarks: [...remarks, ...saved.remarks], isRedacted: saved.isRedacted };
    },
    collect: async () => ({ path: bundle.path, bytes: bundle.bytes, wasThere: true }),
    table: bundleTable({ bundle, shelf, counted, remarks }),
  };
}

/** A bundle in which no file names the node is known by what else it says of it. */
export function factsOfBundle({ id, node, cluster, instanceId, zone }: ShelvedBundle): NodeFacts {
  return {
    name: node === "unknown" ? (instanceId ?? id) : node,
    ...(cluster === undefined ? {} : { cluster }),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(zone === undefined ? {} : { zone }),
  };
}
