import { agentSnapshotSchema } from "../../contract/agent-snapshot.ts";
import type { NodeFacts } from "../../model/node-facts.ts";
import { isPresent } from "../../model/reading.ts";
import type { Clock } from "../../platform/clock.ts";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { readAnswer } from "../agents/read-answer.ts";

/** Which node an agent watches, as it said itself. */
export interface AgentIdentity {
  readonly node: string;
  readonly instance: Pick<NodeFacts, "instanceId" | "instanceType" | "zone">;
}

/** What a node is called and of which instance it is changes with the node. */
const keptMs = 600_000;

/** Who the agents are, by what they answered last. */
export class AgentIdentities {
  private readonly clock: Clock;
  /** For each question. */
  private readonly deadlineMs: number;
  private readonly told = new Map<string, { readonly identity: AgentIdentity; readonly atMs: number }>();

  constructor(clock: Clock, deadlineMs: number) {
    this.clock = clock;
    this.deadlineMs = deadlineMs;
  }

  /** Undefined where it has to be asked again. */
  of({ name }: AgentClient): AgentIdentity | undefined {
    const known = this.told.get(name);
    return known !== undefined && this.clock.monotonicMs() - known.atMs <= keptMs ? known.identity : undefined;
  }

  /** However long ago it was told. */
  lastOf(agent: string): AgentIdentity | undefined {
    return this.told.get(agent)?.identity;
  }

  /** Asks which node it watches; where that is known, whether it lives alone. Throws AgentFailure. */
  async ask(agent: AgentClient, signal: AbortSignal): Promise<void> {
    const { deadlineMs } = this;
    if (this.of(agent) !== undefined) {
      try {
        await agent.ask("/healthz?format=json", { deadlineMs, signal });
      } catch (error) {
        // One that says of itself that it stalls has answered.
        if (!(error instanceof AgentFailure) || error.code !== "refused") throw error;
      }
      return;
    }
    const { node, parts } = readAnswer(agentSnapshotSchema, await agent.ask("/v1/snapshot", { deadlineMs, signal }));
    const { instanceId, instanceType, zone } = isPresent(parts.cloudInstance) ? parts.cloudInstance.value : {};
    const instance = {
      ...(instanceId === undefined ? {} : { instanceId }),
      ...(instanceType === undefined ? {} : { instanceType }),
      ...(zone === undefined ? {} : { zone }),
    };
    this.told.set(agent.name, { identity: { node, instance }, atMs: this.clock.monotonicMs() });
  }

  forgetAllBut(agents: ReadonlySet<string>): void {
    for (const name of this.told.keys()) if (!agents.has(name)) this.told.delete(name);
  }
}
