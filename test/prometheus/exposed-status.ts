import { agentFamilies } from "../../src/metrics/agent-families.ts";
import { ordinaryStatus } from "../../src/metrics/agent-status.case.ts";
import { exposition, negotiateExposition } from "../../src/metrics/exposition.ts";
import type { AgentStatus } from "../../src/model/agent-status.ts";
import { type ExpositionServer, startExposition } from "./start-exposition.ts";

/** A server that exposes a status as the agent does; what `status` returns is what the next scrape sees. */
export function exposeStatus(status: () => AgentStatus): Promise<ExpositionServer> {
  return startExposition((accept) => {
    const { format, contentType } = negotiateExposition(accept);
    return { body: exposition(agentFamilies(status(), { compatibility: true }), format), contentType };
  });
}

/** An ordinary node, with what the test wants otherwise of its table. */
export function statusOfTable({ node, count, max, drops }: { node: string; count: number; max: number; drops: number }): AgentStatus {
  const status = ordinaryStatus();
  const { tableUsage } = status.snapshot.parts;
  if (tableUsage?.status !== "present") throw new Error("an ordinary status has the use of its table");
  return {
    ...status,
    node,
    snapshot: {
      ...status.snapshot,
      node,
      parts: { ...status.snapshot.parts, tableUsage: { ...tableUsage, value: { count, max, buckets: max } } },
    },
    peaks: status.peaks.map(({ window }) => ({ window, count })),
    counterTotals: { ...status.counterTotals, drop: drops },
  };
}
