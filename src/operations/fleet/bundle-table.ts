import { forecastTwoSamples, type SampledTable } from "../../analysis/forecast/forecast-two-samples.ts";
import { isTableWalked, steadyStateEntries } from "../../analysis/occupancy/steady-state.ts";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import { durationText } from "../../model/duration-text.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import { isPresent, presentValue, type Reading } from "../../model/reading.ts";
import { tableTalkers, trafficOfTalkers } from "../../report/table-talkers.ts";
import type { Bundle } from "../../sources/bundle/bundle.ts";
import { settledNames } from "../../sources/merged-names.ts";
import type { BundleShelf, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import { countedBy, type PlanTable } from "../plan/count-plan-table.ts";
import { planForNode } from "../plan/plan-for-node.ts";
import { holdsTable, readSavedForPlan } from "../plan/plan-node.ts";
import { bundleTableToWalk, isEmptyTable } from "../tables/bundle-table.ts";
import { ownNodeMarked } from "../tables/own-node-marked.ts";
import { searchTable } from "../tables/search-table.ts";
import { asToolFailure } from "./as-tool-failure.ts";
import type { CountedTables } from "./counted-tables.ts";
import type { MissingTable, NodeTable, TableSource } from "./node-table.ts";
import { requireNames } from "./require-names.ts";

export interface BundleTableOptions {
  readonly bundle: ShelvedBundle;
  readonly shelf: Pick<BundleShelf, "open">;
  readonly counted: CountedTables;
  readonly remarks: readonly string[];
}

/** What a bundle saved of a table: its entries, or what they were counted to, or neither. */
export function bundleTable({ bundle, shelf, counted, remarks }: BundleTableOptions): NodeTable {
  const source: TableSource = { isLive: false, bundle, remarks };
  const missing = (because: string, fileWanted: string): MissingTable => ({ status: "missing", because, fileWanted, ...source });
  /** Who asks again for the same bundle finds it counted. */
  const read = <T>(signal: AbortSignal, use: (saved: Bundle) => Promise<T>): Promise<T> =>
    asToolFailure(bundle.id, async () => {
      const saved = await (await shelf.open(bundle, { signal })).saved(signal);
      return use(saved);
    });
  const answered = <T>(value: T, more: readonly string[]) =>
    ({ status: "answered", value, ...source, remarks: [...remarks, ...more] }) as const;

  return {
    top: ({ by, limit }, signal) =>
      read(signal, async (saved) => {
        const { tableUsage, tableComposition, addressOwners } = saved.observation.now.parts;
        const table = holdsTable(saved) ? await counted.count(bundle, saved, signal) : undefined;
        const composition = table?.composition ?? presentValue(tableComposition);
        if (composition === undefined) return missing(reasonOf(tableComposition), tableFile);
        const dimension = trafficOfTalkers[by];
        const usage = presentValue(tableUsage);
        const owners = presentValue(addressOwners);
        const found = tableTalkers(
          {
            ...{ takenAtMs: saved.collectedAtMs, composition },
            ...(usage === undefined ? {} : { usage }),
            ...(owners === undefined ? {} : { owners }),
            ...(table === undefined ? {} : { counted: countedBy(table, dimension) }),
          },
          by,
          limit,
        );
        if (found === undefined) return missing(`the bundle has no names, and without them no ${by} is known`, namesFile);
        return answered(found, table?.remarks ?? (isPresent(tableComposition) ? [...(tableComposition.remarks ?? []), countedOnly] : []));
      }),

    forecast: (signal) =>
      read(signal, async (saved) => {
        const { earlier, now } = saved.observation;
        const last = sampleOf(now);
        if (last === undefined) return missing(reasonOf(now.parts.tableUsage), countFile);
        const before = earlier === undefined ? undefined : sampleOf(earlier);
        const timeouts = timeoutsOf(now);
        const shortest = Math.min(...Object.values(timeouts), Number.POSITIVE_INFINITY);
        const table = holdsTable(saved) ? await counted.count(bundle, saved, signal) : undefined;
        const steady =
          table === undefined || !isTableWalked(table.traffic.total, last.count) || Object.keys(timeouts).length === 0
            ? undefined
            : steadyStateEntries({ traffic: table.traffic, countdown: { timeouts, youngSeconds: table.youngSeconds } });
        return answered(
          {
            ...{ takenAtMs: saved.collectedAtMs, count: last.count, max: last.max },
            // What is not told may have been set to one second.
            forecast: forecastTwoSamples(before, last, Number.isFinite(shortest) ? shortest : 1),
            ...(steady === undefined ? {} : { steadyStateEntries: steady }),
            restsOn: basisText(before, last, table),
          },
          table?.remarks ?? [],
        );
      }),

    find: ({ endpoints, limit, protocol }, signal) =>
      read(signal, async (saved) => {
        if (!holdsTable(saved) && !isEmptyTable(saved)) return missing("the bundle holds no list of the node's connections", listFile);
        const table = await bundleTableToWalk(bundle.path, saved);
        const owners = ownersOf(saved);
        requireNames(endpoints, owners);
        const options = { limit, signal, ...(protocol === undefined ? {} : { protocol }) };
        const found = await searchTable(endpoints, table, owners, options);
        signal.throwIfAborted();
        return answered(found, []);
      }),

    plan: (scenario, signal) =>
      read(signal, async (saved) => {
        const { tableComposition } = saved.observation.now.parts;
        if (!holdsTable(saved) && !isPresent(tableComposition)) return missing(reasonOf(tableComposition), tableFile);
        const node = await readSavedForPlan(bundle.path, settledNames(noAddressOwners, []), saved);
        return answered(await planForNode(node, scenario, bundle.id, { signal }), []);
      }),
  };
}

/** As collectors call them; other tools' forms of the same are read as well. */
const listFile = "node_conntrack_table.txt (conntrack -L)";
const tableFile = `${listFile}, or snapshot.json of ullage`;
const countFile = "node_conntrack_mtu.txt (count / limit), or snapshot.json of ullage";
const namesFile = "snapshot.json of ullage with addressOwners, or a list of pods";

const countedOnly = "only what the table was counted to was saved: births are not known";

function ownersOf({ observation, node }: Bundle): AddressOwners {
  return ownNodeMarked(presentValue(observation.now.parts.addressOwners) ?? noAddressOwners, node);
}

function sampleOf({ monotonicMs, parts }: NodeSnapshot): SampledTable | undefined {
  const usage = presentValue(parts.tableUsage);
  const composition = presentValue(parts.tableComposition);
  if (usage === undefined) return undefined;
  return { monotonicMs, count: usage.count, max: usage.max, ...(composition === undefined ? {} : { composition }) };
}

function timeoutsOf({ parts }: NodeSnapshot) {
  return timeoutsFromSysctls(presentValue(parts.settings)?.sysctls ?? {});
}

function basisText(before: SampledTable | undefined, { monotonicMs }: SampledTable, table: PlanTable | undefined): string {
  const samples = before === undefined ? "one sample" : `two samples ${durationText((monotonicMs - before.monotonicMs) / 1000)} apart`;
  return `${samples} of the bundle${table === undefined ? "" : ", and its table"}; a straight line, which a burst draws as well as a leak`;
}

function reasonOf(reading: Reading<unknown> | undefined): string {
  return reading === undefined || isPresent(reading) ? "no file of the bundle says anything of it" : reading.reason;
}
