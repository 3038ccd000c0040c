import type { PartName } from "../model/node-snapshot.ts";

/** What plans are reckoned with and no check asks for: how much memory there is, what an entry takes of it, and which machine it is. */
export const partsForPlans = ["resources", "slabMemory", "cloudInstance"] as const satisfies readonly PartName[];
