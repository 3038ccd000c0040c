import { keptEntries } from "../../analysis/what-if/kept-entries.ts";
import type { Scenario } from "../../analysis/what-if/scenario.ts";
import { roomToGrow } from "../../collectors/room-to-grow.ts";
import type { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { TableAggregate } from "../../flows/table-aggregate.ts";
import { TrafficCounter } from "../../flows/traffic/traffic-counter.ts";
import { defaultYoungSeconds } from "../../flows/traffic/young-windows.ts";
import type { FlowBatch } from "../../model/flow-batch.ts";
import type { TableComposition } from "../../model/table-composition.ts";
import type { TableTraffic, TrafficDimension } from "../../model/table-traffic.ts";
import { countText } from "../../report/figures.ts";
import type { EntryTaker, TableToWalk, WalkWatch } from "../tables/table-to-walk.ts";

/** A table, counted for a plan. */
export interface PlanTable {
  readonly traffic: TableTraffic;
  /** Without what the scenario takes out; missing where it takes out nothing. */
  readonly kept?: TableTraffic;
  readonly composition: TableComposition;
  readonly youngSeconds: number;
  readonly source: string;
  readonly remarks: readonly string[];
}

/** What the entries were counted to by a dimension, where it is one that they are counted by. */
export function countedBy({ traffic }: PlanTable, dimension: TrafficDimension | undefined) {
  const { total, births } = traffic;
  return {
    total,
    ...(dimension === undefined ? {} : { breakdown: traffic.by[dimension] }),
    ...(births === undefined ? {} : { births }),
  };
}

/** More workloads than a node has pods. */
const topGroups = 1000;

/** Walks the table once and counts it as it is and, where the scenario takes entries out, without them. */
export async function countPlanTable(
  table: TableToWalk,
  index: OwnerIndex,
  scenario: Scenario,
  expectedEntries: number,
  watch: WalkWatch,
): Promise<PlanTable> {
  const { takenAtMs, timeouts, areTimeoutsTold } = table;
  const filter = keptEntries(scenario, { owners: index, timeouts, nowMs: takenAtMs });
  const begin = () => {
    const most = expectedEntries * roomToGrow;
    const options = { owners: index, timeouts, topGroups, nowMs: takenAtMs };
    return {
      aggregate: new TableAggregate({
        timeouts,
        timeoutsFrom: areTimeoutsTold ? "sysctl" : "unknown",
        expectedEntries: most,
        keepsKeyNumbers: true,
      }),
      // Counts the rows that the aggregate has looked at.
      all: new TrafficCounter(options),
      kept: filter === undefined ? undefined : new TrafficCounter({ ...options, expectedEntries: most, filter }),
    };
  };
  let counters = begin();
  const taker: EntryTaker = {
    take: (batch: FlowBatch) => {
      counters.aggregate.add(batch);
      counters.all.addCounted(batch, counters.aggregate.counted);
      counters.kept?.add(batch);
    },
    forget: () => {
      counters = begin();
    },
  };
  const { source, capped, malformed, remarks } = await table.walk(taker, watch);
  const composition = counters.aggregate.compose({
    malformedCount: malformed,
    malformedExamples: [],
    ...(capped === undefined ? {} : { capped }),
  });
  const kept = counters.kept?.compose();
  return {
    traffic: counters.all.compose(),
    ...(kept === undefined ? {} : { kept }),
    ...{ composition, source, youngSeconds: defaultYoungSeconds },
    remarks: [
      ...remarks,
      ...counters.aggregate.remarks(),
      ...(capped === undefined ? [] : [`the table was not read to its end: ${capped.because}`]),
      ...(areTimeoutsTold ? [] : ["the timeouts are not told; the kernel's defaults stand for them"]),
      ...(malformed === 0 ? [] : [`${countText(malformed)} entries of the table are not understood and not counted`]),
    ],
  };
}
