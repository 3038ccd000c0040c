import { topFrameSchema } from "../../contract/top-frame.ts";
import type { TrafficDimension } from "../../model/table-traffic.ts";
import { readAnswer } from "../../operations/agents/read-answer.ts";
import type { FleetSort, FleetTop } from "../../report/fleet/fleet-top.ts";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";

export interface FleetLooksOptions {
  readonly by: TrafficDimension;
  readonly sort: FleetSort;
  readonly limit: number;
  readonly deadlineMs: number;
  readonly intervalMs: number;
}

/** Looks at several tables, one after another. */
export class FleetLooks {
  private readonly agents: readonly AgentClient[];
  private readonly options: FleetLooksOptions;
  private silent: ReadonlySet<string> = new Set();

  constructor(agents: readonly AgentClient[], options: FleetLooksOptions) {
    this.agents = agents;
    this.options = options;
  }

  /** An agent that was silent last time is given less time: seven nodes that are down must not slow the other two hundred down at every look. */
  async next(signal: AbortSignal, onProgress: (asked: number) => void = () => {}): Promise<FleetTop> {
    const { by, sort, limit, deadlineMs, intervalMs } = this.options;
    const path = `/v1/top?${new URLSearchParams({ by, sort, limit: String(Math.max(groupsOfEach, limit)) })}`;
    const shortMs = Math.min(deadlineMs, Math.max(intervalMs, leastMs));
    const { answers, unanswered } = await askAgents(
      this.agents,
      async (agent, cut) => {
        const deadline = this.silent.has(agent.name) ? shortMs : deadlineMs;
        return readAnswer(topFrameSchema, await agent.ask(path, { deadlineMs: deadline, signal: cut }));
      },
      { signal, onProgress },
    );
    this.silent = new Set(unanswered.filter(({ code }) => code === "no-connection" || code === "no-answer").map(({ agent }) => agent));
    return { by, sort, limit, unanswered, frames: answers.map(({ agent, value }) => ({ agent, ...value })) };
  }
}

/** What is twentieth on each of a hundred nodes may be first over all of them. */
const groupsOfEach = 100;

const leastMs = 1000;
