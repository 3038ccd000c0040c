import { keptEntries } from "../analysis/what-if/kept-entries.ts";
import type { Scenario } from "../analysis/what-if/scenario.ts";
import { roomToGrow } from "../collectors/room-to-grow.ts";
import type { OwnerIndex } from "../flows/owners/owner-index.ts";
import { TableAggregate } from "../flows/table-aggregate.ts";
import { TrafficCounter } from "../flows/traffic/traffic-counter.ts";
import { defaultYoungSeconds } from "../flows/traffic/young-windows.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { TableTraffic } from "../model/table-traffic.ts";
import { countText } from "../report/figures.ts";
import type { TableToWalk } from "./find/table-to-walk.ts";

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

/** More workloads than a node has pods. */
const topGroups = 1000;

/** Walks the table once and counts it as it is and, where the scenario takes entries out, without them. */
export async function countPlanTable(
  table: TableToWalk,
  index: OwnerIndex,
  scenario: Scenario,
  expectedEntries: number,
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
  const { source, capped, malformed, remarks } = await table.walk({
    take: (batch: FlowBatch) => {
      counters.aggregate.add(batch);
      counters.all.addCounted(batch, counters.aggregate.counted);
      counters.kept?.add(batch);
    },
    forget: () => {
      counters = begin();
    },
  });
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
