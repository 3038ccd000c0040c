import type { AgentStatus } from "../model/agent-status.ts";
import { harmlessValue } from "./harmless-value.ts";

/** The latest reading of every part, in the shape of a bundle's `snapshot.json`, with how the agent itself goes; `src/contract/agent-snapshot.ts` is its schema. */
export function agentSnapshot({ snapshot, version, startedAtMs, works, deliveries, incidents, cost }: AgentStatus) {
  const { node, takenAtMs, monotonicMs, parts } = snapshot;
  return harmlessValue({
    schemaVersion: 1 as const,
    node,
    takenAtMs,
    monotonicMs,
    parts,
    agent: { version, startedAtMs, works, deliveries, incidents, cost },
  });
}
