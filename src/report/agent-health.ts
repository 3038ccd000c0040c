import type { AgentStatus, WorkStatus } from "../model/agent-status.ts";
import { durationText } from "../model/duration-text.ts";
import { isoTime } from "../model/iso-time.ts";
import { harmlessText } from "./harmless-text.ts";

/** Whether the agent lives; `src/contract/agent-health.ts` is the schema. */
export interface AgentHealth {
  readonly schemaVersion: 1;
  readonly status: "ok" | "stalled";
  readonly node: string;
  readonly version: string;
  readonly at: string;
  readonly upSeconds: number;
  /** Works whose last success is too long ago. They say what the agent does not see; they do not make it unhealthy. */
  readonly stale: readonly { readonly work: string; readonly because: string }[];
}

/**
 * `stalled` asks for a restart, so it is said only where one helps: the count is not even tried any more. A count that is tried and fails has a reason, such as
 * a kernel without connection tracking, which is the same after a restart.
 */
export function agentHealth(status: AgentStatus): AgentHealth {
  const { node, version, atMs, startedAtMs, works } = status;
  const stale = works.filter(({ isStale }) => isStale);
  return {
    schemaVersion: 1,
    status: stale.some(({ work, reason }) => work === "count" && reason === undefined) ? "stalled" : "ok",
    node: harmlessText(node),
    version: harmlessText(version),
    at: isoTime(atMs),
    upSeconds: Math.max(0, Math.round((atMs - startedAtMs) / 1000)),
    stale: stale.map((work) => ({ work: harmlessText(work.work), because: staleBecause(work, status) })),
  };
}

function staleBecause({ reason, lastSuccessMonotonicMs, intervalSeconds }: WorkStatus, { monotonicMs }: AgentStatus): string {
  if (reason !== undefined) return harmlessText(reason);
  const every = `it is due every ${durationText(intervalSeconds)}`;
  return lastSuccessMonotonicMs === undefined
    ? `it has not run; ${every}`
    : `its last success is ${durationText((monotonicMs - lastSuccessMonotonicMs) / 1000)} ago; ${every}`;
}

/** Whether there is an answer to be had yet. */
export interface AgentReadiness {
  readonly schemaVersion: 1;
  readonly status: "ready" | "starting";
  readonly node: string;
  readonly at: string;
}

/** Ready from the first judgement on, and where there was nothing to judge from the first attempt on: a node without connection tracking is an answer as well. */
export function agentReadiness({ node, atMs, judgement, works }: AgentStatus): AgentReadiness {
  const hasJudged = judgement !== undefined || works.some(({ work, runs }) => work === "judge" && runs > 0);
  return { schemaVersion: 1, status: hasJudged ? "ready" : "starting", node: harmlessText(node), at: isoTime(atMs) };
}
