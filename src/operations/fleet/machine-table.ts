import { collectedCounts } from "../../analysis/forecast/collected-counts.ts";
import { forecastTable } from "../../analysis/forecast/forecast.ts";
import { isTableWalked, steadyStateEntries } from "../../analysis/occupancy/steady-state.ts";
import type { Scenario } from "../../analysis/what-if/scenario.ts";
import { collectSnapshot } from "../../collectors/collect-snapshot.ts";
import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import { type ConntrackTimeouts, timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import { durationText } from "../../model/duration-text.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import { isPresent } from "../../model/reading.ts";
import type { Clock } from "../../platform/clock.ts";
import { InputError } from "../../platform/input-error.ts";
import { SharedAnswer } from "../../platform/shared-answer.ts";
import type { TableForecast } from "../../report/forecast-report.ts";
import { tableTalkers, trafficOfTalkers } from "../../report/table-talkers.ts";
import type { NameSource } from "../../sources/name-source.ts";
import { nodeNameOf } from "../../sources/node-name.ts";
import type { Sources } from "../../sources/sources.ts";
import { countedBy, countPlanTable, type PlanTable } from "../plan/count-plan-table.ts";
import { planForNode } from "../plan/plan-for-node.ts";
import { observeLiveForPlan, requireTracking } from "../plan/plan-node.ts";
import { liveTableToWalk } from "../tables/live-table.ts";
import { searchTable } from "../tables/search-table.ts";
import { asToolFailure } from "./as-tool-failure.ts";
import type { NodeTable, TableAnswer, TableSource } from "./node-table.ts";
import { requireNames } from "./require-names.ts";

export interface MachineTableOptions {
  readonly sources: Sources;
  readonly names: () => Promise<NameSource>;
  readonly clock: Clock;
}

/** A walk of the table at one moment. */
interface TableLook {
  readonly takenAtMs: number;
  readonly usage: TableUsage;
  readonly timeouts: ConntrackTimeouts;
  readonly table: PlanTable;
  readonly owners: AddressOwners;
  readonly remarks: readonly string[];
}

/** So often the table is walked for questions that one walk can answer, however many ask. */
const walkKeptMs = 5_000;
/** As `ullage plan` watches the count. */
const watchedSeconds = 5;

const live: TableSource = { isLive: true, remarks: [] };

/** The kernel's own table. Its source takes one walk after another, so that two questions never make the kernel walk twice at a time. */
export function machineTable({ sources, names, clock }: MachineTableOptions): NodeTable {
  const node = nodeNameOf(sources.proc);
  const look = new SharedAnswer({ find: (signal) => lookAtTable(sources, names, signal), keepMs: walkKeptMs, clock });
  const watched = new SharedAnswer({ find: (signal) => watchTable(sources, names, signal), keepMs: walkKeptMs, clock });
  return {
    top: ({ by, limit }, signal) =>
      answering(node, async () => {
        const { takenAtMs, usage, table, owners, remarks } = await look.get(signal);
        const counted = countedBy(table, trafficOfTalkers[by]);
        const found = tableTalkers({ takenAtMs, usage, owners, composition: table.composition, counted }, by, limit);
        // The walk has told every dimension.
        if (found === undefined) throw new Error(`a walk does not tell who has the entries by ${by}`);
        return { value: found, remarks: [...table.remarks, ...remarks] };
      }),
    forecast: (signal) => answering(node, () => watched.get(signal)),
    find: ({ endpoints, limit, protocol }, signal) =>
      answering(node, async () => {
        requireTracking(sources);
        const known = await names();
        requireNames(endpoints, known.current());
        const options = { limit, signal, ...(protocol === undefined ? {} : { protocol }) };
        const value = await searchTable(endpoints, liveTableToWalk(sources), known.current(), options);
        signal.throwIfAborted();
        return { value, remarks: known.remarks() };
      }),
    plan: (scenario: Scenario, signal) =>
      answering(node, async () => {
        const planned = await observeLiveForPlan(sources, { names: await names(), windowSeconds: watchedSeconds, signal });
        const value = await planForNode(planned, scenario, "this node", { signal });
        signal.throwIfAborted();
        return { value, remarks: [] };
      }),
  };
}

async function answering<T>(
  node: string,
  ask: () => Promise<{ readonly value: T; readonly remarks: readonly string[] }>,
): Promise<TableAnswer<T>> {
  return asToolFailure(node, async () => {
    try {
      const { value, remarks } = await ask();
      return { status: "answered", value, ...live, remarks };
    } catch (error) {
      if (error instanceof InputError && error.code.startsWith("table-"))
        return { status: "missing", because: `${error.message}. ${error.advice}`, ...live };
      throw error;
    }
  });
}

async function lookAtTable(sources: Sources, names: MachineTableOptions["names"], signal: AbortSignal): Promise<TableLook> {
  requireTracking(sources);
  const known = await names();
  const owners = known.current();
  const usage = await readUsage(sources, signal);
  const toWalk = liveTableToWalk(sources);
  const { takenAtMs, timeouts } = toWalk;
  const table = await countPlanTable(toWalk, new OwnerIndex(owners, takenAtMs), {}, usage.count, { signal });
  signal.throwIfAborted();
  return { takenAtMs, usage, timeouts, table, owners, remarks: known.remarks() };
}

async function readUsage(sources: Sources, signal: AbortSignal): Promise<TableUsage> {
  const { snapshot } = await collectSnapshot(sources, { node: "", parts: ["tableUsage"], signal });
  signal.throwIfAborted();
  const { tableUsage } = snapshot.parts;
  if (isPresent(tableUsage)) return tableUsage.value;
  throw new InputError("table-unreadable", "the kernel's table", tableUsage?.reason ?? "its usage was not read");
}

/** The count through some seconds, between two walks that tell what of it lives. */
async function watchTable(
  sources: Sources,
  names: MachineTableOptions["names"],
  signal: AbortSignal,
): Promise<{ readonly value: TableForecast; readonly remarks: readonly string[] }> {
  const { observation, samples, owners, table, remarks } = await observeLiveForPlan(sources, {
    names: await names(),
    windowSeconds: watchedSeconds,
    signal,
  });
  const { tableUsage, settings } = observation.now.parts;
  if (table === undefined || !isPresent(tableUsage))
    throw new InputError("table-unreadable", "the kernel's table", "its usage was not read");
  const { count, max } = tableUsage.value;
  const { takenAtMs } = table;
  const counted = await countPlanTable(table, new OwnerIndex(owners, takenAtMs), {}, count, { signal });
  signal.throwIfAborted();
  const forecast = forecastTable(collectedCounts(samples, counted.traffic.total));
  const timeouts = isPresent(settings) ? timeoutsFromSysctls(settings.value.sysctls) : undefined;
  const steady =
    timeouts === undefined || !isTableWalked(counted.traffic.total, count)
      ? undefined
      : steadyStateEntries({ traffic: counted.traffic, countdown: { timeouts, youngSeconds: counted.youngSeconds } });
  return {
    value: {
      ...{ takenAtMs, count, max, forecast },
      ...(steady === undefined ? {} : { steadyStateEntries: steady }),
      restsOn: `${forecast.samples} counts within ${durationText(forecast.overSeconds)}, between two walks of the table`,
    },
    remarks: [...remarks, ...counted.remarks],
  };
}
