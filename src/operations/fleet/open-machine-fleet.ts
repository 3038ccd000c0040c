import { ProcNames } from "../../collectors/proc-names.ts";
import type { Clock } from "../../platform/clock.ts";
import { createLiveSources, rootBeside } from "../../sources/live-sources.ts";
import type { NameSource } from "../../sources/name-source.ts";
import type { BundleShelf } from "../bundle-shelf/bundle-shelf.ts";
import { bundleNode } from "./bundle-node.ts";
import { CountedTables } from "./counted-tables.ts";
import { findNamed, type Named, unknownNode } from "./find-named.ts";
import type { Fleet, FleetNode } from "./fleet.ts";
import { machineNode } from "./machine-node.ts";
import { findBundle, namedBundle, newestOfEach } from "./open-bundle-fleet.ts";

export interface MachineFleetOptions {
  readonly proc: string;
  readonly sys: string;
  readonly shelf: BundleShelf;
  readonly clock: Clock;
  /** Of the program, for the manifest of a bundle. */
  readonly version: string;
  /** Where the root of the node is, for its logs; by default beside `proc`. */
  readonly hostRoot?: string;
  /** By default what the node's own processes tell. Closed with the fleet. */
  readonly names?: NameSource;
}

/**
 * This machine. What it takes to ask its kernel is opened by the first question and stays open, so that an answer can be had when nothing more can be opened. The
 * shelf is the caller's, who closes it; bundles on it can be asked for by their ids and nodes.
 */
export function openMachineFleet({ proc, sys, shelf, clock, version, hostRoot = rootBeside(proc), names }: MachineFleetOptions): Fleet {
  const sources = createLiveSources({ procRoot: proc, sysRoot: sys, hostRoot });
  const closing = new AbortController();
  let opened: Promise<NameSource> | undefined = names === undefined ? undefined : Promise.resolve(names);
  const namesOf = () => {
    opened ??= ProcNames.open(sources, closing.signal);
    return opened;
  };
  const own = machineNode({ sources, names: namesOf, clock, hostRoot, version });
  const counted = new CountedTables();
  const description = "this machine";
  return {
    ...{ kind: "machine", description },
    list: async (signal) => ({ nodes: [await own(signal)], unanswered: [], remarks: [] }),
    async find(instanceId, signal) {
      const node = await own(signal);
      const named: readonly Named<FleetNode>[] = [{ facts: node.facts, also: ["localhost"], node }];
      const found = findNamed(named, instanceId);
      if (found !== undefined) return found;
      const { bundles } = await shelf.list(signal);
      const bundle = findBundle(bundles, instanceId);
      if (bundle === undefined) throw unknownNode(instanceId, [...named, ...newestOfEach(bundles).map(namedBundle)], description);
      return bundleNode({ bundle, shelf, counted });
    },
    async close() {
      closing.abort();
      await (await opened)?.close();
      sources.localHttp.close();
      await sources.conntrack.close();
    },
  };
}
