import { collectedCounts } from "../../analysis/forecast/collected-counts.ts";
import { type Scenario, takesEntriesOut } from "../../analysis/what-if/scenario.ts";
import { trafficOfComposition } from "../../analysis/what-if/traffic-of-composition.ts";
import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import { isPresent } from "../../model/reading.ts";
import type { TableTraffic } from "../../model/table-traffic.ts";
import { InputError } from "../../platform/input-error.ts";
import { type PlanOutcome, planOutcome } from "../../report/plan-outcome.ts";
import type { WalkWatch } from "../tables/table-to-walk.ts";
import { countPlanTable, type PlanTable } from "./count-plan-table.ts";
import { nameWorkloads, requireWorkloads } from "./name-workloads.ts";
import type { PlanNode } from "./plan-node.ts";

/** Today beside tomorrow for one node. Throws ScenarioMistake, and InputError where there is no table to plan with; `place` is what that one names. */
export async function planForNode(node: PlanNode, asked: Scenario, place: string, watch: WalkWatch): Promise<PlanOutcome> {
  const { observation, origin } = node;
  const { tableUsage, settings } = observation.now.parts;
  const usage = isPresent(tableUsage) ? tableUsage.value : undefined;
  const { table, scenario } = await planTable(node, asked, usage, place, watch);
  const inTable = table.traffic.by.workload.groups.map(({ key }) => key);
  requireWorkloads(scenario, inTable);
  return planOutcome(
    {
      ...{ observation, origin },
      samples: node.isCollectedBefore ? collectedCounts(node.samples, table.traffic.total) : node.samples,
      ...table,
      usage: usage ?? usageOfTable(table.traffic),
      timeouts: isPresent(settings) ? timeoutsFromSysctls(settings.value.sysctls) : {},
      remarks: [...node.remarks, ...table.remarks],
    },
    scenario,
  );
}

/** Without a count and a limit the table itself is what is known; a limit that nobody tells cannot be planned with. */
function usageOfTable({ total }: TableTraffic): TableUsage {
  return { count: total, max: 0 };
}

interface NamedTable {
  readonly table: PlanTable;
  /** What is asked, with the names that the table has. */
  readonly scenario: Scenario;
}

async function planTable(
  node: PlanNode,
  asked: Scenario,
  usage: TableUsage | undefined,
  place: string,
  watch: WalkWatch,
): Promise<NamedTable> {
  if (node.table !== undefined) {
    const index = new OwnerIndex(node.owners, node.table.takenAtMs);
    const scenario = nameWorkloads(asked, index);
    return { table: await countPlanTable(node.table, index, scenario, usage?.count ?? 0, watch), scenario };
  }
  const { tableComposition } = node.observation.now.parts;
  if (!isPresent(tableComposition)) {
    throw new InputError("table-absent", place, tableComposition?.reason ?? "it holds no table of the node");
  }
  if (takesEntriesOut(asked)) {
    throw new InputError(
      "table-absent",
      place,
      "it holds what the table was composed of and not the table, without which nothing can be taken out of it",
    );
  }
  const table: PlanTable = {
    traffic: trafficOfComposition(tableComposition.value),
    composition: tableComposition.value,
    youngSeconds: 0,
    source: tableComposition.source,
    remarks: [
      ...(tableComposition.remarks ?? []),
      "only what the table was composed of was saved: births are not known, clients are addresses, and UDP is taken as not being streams",
    ],
  };
  return { table, scenario: nameWorkloads(asked, undefined) };
}
