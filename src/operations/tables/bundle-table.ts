import { timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import { isPresent } from "../../model/reading.ts";
import { InputError } from "../../platform/input-error.ts";
import { countText } from "../../report/figures.ts";
import { unknownNode } from "../../sources/bundle/bundle.ts";
import { type Bundle, readBundle } from "../../sources/bundle/read-bundle.ts";
import { type WalkedBundleEntries, walkBundleEntries } from "../../sources/bundle/walk-bundle-entries.ts";
import { malformedRemark, untoldTimeouts } from "./saved-table.ts";
import type { EntryTaker, TableToWalk } from "./table-to-walk.ts";

/** The table that a bundle saved, at the bundle's own time, with the settings and the names that were saved beside it. */
export async function bundleTableToWalk(path: string, alreadyRead?: Bundle): Promise<TableToWalk> {
  const bundle = alreadyRead ?? (await readBundle(path));
  const { settings, addressOwners, tableComposition } = bundle.observation.now.parts;
  const told = isPresent(settings) ? timeoutsFromSysctls(settings.value.sysctls) : {};
  const areTimeoutsTold = Object.keys(told).length > 0;
  return {
    takenAtMs: bundle.collectedAtMs,
    timeouts: areTimeoutsTold ? told : untoldTimeouts,
    areTimeoutsTold,
    ...(isPresent(addressOwners) ? { owners: addressOwners.value } : {}),
    ...(bundle.node === unknownNode ? {} : { node: bundle.node }),
    async walk(taker, { signal, onProgress }) {
      const walkOnce = (knownRuns?: ReadonlyMap<string, number>) =>
        walkBundleEntries(
          path,
          bundle,
          {
            onBatch: taker.take,
            onProgress: (done, total) => onProgress?.(done, total, `${countText(done / 1_000_000)} MB`),
            signal,
          },
          knownRuns,
        );
      const { tables, wasInterrupted } = await walkNewest(walkOnce, taker);
      if (tables.length === 0 && !wasInterrupted && !isEmptyTable(bundle))
        throw new InputError("bundle-without-table", path, "no file of it holds the table of the node");
      const capped = isPresent(tableComposition) ? tableComposition.value.capped : undefined;
      return {
        source: `${bundle.name}: ${tables.length === 0 ? "a table without an entry" : tables.map((table) => table.path).join(", ")}${bundle.node === unknownNode ? "" : ` of node ${bundle.node}`}`,
        ...(wasInterrupted ? { capped: { by: "interrupted", because: "interrupted" } } : capped === undefined ? {} : { capped }),
        malformed: tables.reduce((sum, { summary }) => sum + summary.malformedCount, 0),
        remarks: [
          ...(bundle.isRedacted ? ["names and addresses were replaced when the bundle was made: those of the node are not in it"] : []),
          ...tables.flatMap(({ summary }) => malformedRemark(summary.malformedCount, summary.malformed)),
        ],
      };
    },
    close: async () => {},
  };
}

/** A table without an entry leaves nothing in a text by which it could be known; the walk that saved it says so. */
export function isEmptyTable({ observation }: Bundle): boolean {
  const { tableComposition } = observation.now.parts;
  if (!isPresent(tableComposition)) return false;
  const { total, malformed, filteredOut, capped } = tableComposition.value;
  return total === 0 && malformed === 0 && filteredOut === 0 && capped === undefined;
}

/** A collector that appends leaves several tables in one file, of which only the last is the node's newest; how many, the first walk tells. */
async function walkNewest(
  walkOnce: (knownRuns?: ReadonlyMap<string, number>) => Promise<WalkedBundleEntries>,
  taker: EntryTaker,
): Promise<WalkedBundleEntries> {
  const first = await walkOnce();
  if (first.tableRuns.size === 0) return first;
  taker.forget();
  return walkOnce(first.tableRuns);
}
