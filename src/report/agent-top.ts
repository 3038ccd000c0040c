import type { AgentStatus } from "../model/agent-status.ts";
import { isPresent } from "../model/reading.ts";
import type { TableSample } from "../model/table-sample.ts";
import type { TrafficDimension } from "../model/table-traffic.ts";
import { harmlessValue } from "./harmless-value.ts";
import { reduceTop } from "./top/reduce-top.ts";
import type { TopColumnId } from "./top/top-columns.ts";
import { topFrame } from "./top/top-frame.ts";
import { beginTop } from "./top/top-state.ts";
import { viewId } from "./top/top-view.ts";

export interface AgentTopQuestion {
  readonly by: TrafficDimension;
  readonly sort: TopColumnId;
  readonly limit: number;
  /** Only groups whose name has this in it; empty for all. */
  readonly name: string;
}

/**
 * The agent's last walk as a frame of `ullage top`, in the shape of `src/contract/top-frame.ts`. Its forecast and its suspects are the agent's, which rest on
 * more than this one walk. Undefined before anything was read.
 */
export function agentTop(status: AgentStatus, { by, sort, limit, name }: AgentTopQuestion) {
  const sample = status.walk?.sample ?? sampleWithoutWalk(status);
  if (sample === undefined) return undefined;
  const begun = beginTop({
    source: { node: status.node },
    size: { columns: 132, rows: Number.POSITIVE_INFINITY },
    characters: "unicode",
    intervalSeconds: status.works.find(({ work }) => work === "walk")?.intervalSeconds ?? 1,
    dimension: by,
    sort: { column: sort, isReversed: false },
    conditions: [],
    rowLimit: limit,
  });
  const state = reduceTop({ ...begun, nameFilter: name }, { kind: "sample", sample, viewId: viewId(begun.view) });
  const { series, suspects } = state;
  const known = { ...state, series: { ...series, forecast: status.forecast }, suspects: { ...suspects, found: status.suspects } };
  return harmlessValue(topFrame(known, sample));
}

/** Where the table may not be walked, how full it is can be told all the same. */
function sampleWithoutWalk({ snapshot, works }: AgentStatus): TableSample | undefined {
  const usage = snapshot.parts.tableUsage;
  if (!isPresent(usage)) return undefined;
  const because = works.find(({ work }) => work === "walk")?.reason ?? "not walked yet";
  const { count, max } = usage.value;
  return { takenAtMs: usage.takenAtMs, monotonicMs: snapshot.monotonicMs, count, max, remarks: [`table: ${because}`] };
}
