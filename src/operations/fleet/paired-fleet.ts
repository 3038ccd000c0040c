import { diagnoseObservation } from "../../report/diagnosis.ts";
import { readBundles } from "../../sources/bundle/read-bundle.ts";
import type { Fleet, FleetNode } from "./fleet.ts";

/** Two or more bundles of one node, which tell together what rose between them. Throws InputError where they are of different nodes. */
export async function pairedFleet(fleet: Fleet, paths: readonly string[]): Promise<Fleet> {
  const { observation, origin, remarks, bundles } = await readBundles(paths);
  const isRedacted = bundles.some((bundle) => bundle.isRedacted);
  const paired = (node: FleetNode): FleetNode => ({
    ...node,
    diagnose: async () => diagnoseObservation(observation, origin, remarks),
    observe: async () => ({ observation, origin, remarks, isRedacted }),
  });
  return {
    kind: fleet.kind,
    description: fleet.description,
    async list(signal) {
      const listing = await fleet.list(signal);
      return { ...listing, nodes: listing.nodes.map(paired) };
    },
    find: async (instanceId, signal) => paired(await fleet.find(instanceId, signal)),
    close: () => fleet.close(),
  };
}
