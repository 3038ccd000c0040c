import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { noAddressOwners } from "../../model/address-owners.ts";
import { isPresent } from "../../model/reading.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import type { Bundle } from "../../sources/bundle/bundle.ts";
import type { ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import { countPlanTable, type PlanTable } from "../plan/count-plan-table.ts";
import { bundleTableToWalk } from "../tables/bundle-table.ts";
import { ownNodeMarked } from "../tables/own-node-marked.ts";

/** The tables of bundles as they were counted, for the next question: one of a million entries takes seconds to read, and its counts some hundred kilobytes to keep. */
export class CountedTables {
  private readonly kept = new RecentlyUsed<string, PlanTable>(mostKept);

  /** The bundle holds a table. Throws what the signal was aborted with. */
  async count(shelved: ShelvedBundle, bundle: Bundle, signal: AbortSignal): Promise<PlanTable> {
    const key = `${shelved.path}\n${shelved.bytes}\n${shelved.collectedAtMs}`;
    const before = this.kept.get(key);
    if (before !== undefined) return before;
    const table = await bundleTableToWalk(shelved.path, bundle);
    const { tableUsage } = bundle.observation.now.parts;
    const owners = new OwnerIndex(ownNodeMarked(table.owners ?? noAddressOwners, table.node), table.takenAtMs);
    const counted = await countPlanTable(table, owners, {}, isPresent(tableUsage) ? tableUsage.value.count : 0, { signal });
    signal.throwIfAborted();
    this.kept.set(key, counted);
    return counted;
  }
}

const mostKept = 8;
