import { agentSnapshotSchema } from "../../contract/agent-snapshot.ts";
import { diagnoseResultSchema } from "../../contract/diagnose-result.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { diagnosisOfAnswer } from "../agents/diagnosis-of-answer.ts";
import { readAnswer } from "../agents/read-answer.ts";
import type { AgentNodeOptions } from "./agent-node-options.ts";
import { agentTable } from "./agent-table.ts";
import { asToolFailure } from "./as-tool-failure.ts";
import { collectAgent } from "./collect-agent.ts";
import type { FleetNode, NodeObservation } from "./fleet.ts";
import { standIn } from "./stand-in.ts";

/** A node by the agent that watches it. Where that falls silent the newest bundle of the node speaks, and says so. */
export function agentNode(options: AgentNodeOptions): FleetNode {
  const { agent, facts, deadlineMs } = options;
  const ask = (path: string, signal: AbortSignal) => agent.ask(path, { deadlineMs, signal });
  const orBundle = <T>(signal: AbortSignal, live: () => Promise<T>, saved: (node: FleetNode) => Promise<T>): Promise<T> =>
    asToolFailure(facts.name, async () => {
      try {
        return await live();
      } catch (error) {
        const node = error instanceof AgentFailure ? await standIn(options, error.message, signal) : undefined;
        if (node === undefined) throw error;
        return saved(node);
      }
    });
  return {
    facts,
    isLive: true,
    diagnose: (signal) =>
      orBundle(
        signal,
        async () => diagnosisOfAnswer(readAnswer(diagnoseResultSchema, await ask("/v1/diagnose", signal))),
        (node) => node.diagnose(signal),
      ),
    observe: (signal) =>
      orBundle(
        signal,
        async (): Promise<NodeObservation> => ({
          observation: { now: snapshotOf(await ask("/v1/snapshot", signal)) },
          ...{ origin: "live", isRedacted: false },
          remarks: ["an agent shows its latest readings: there is one sample, and no counter of it proves anything about today"],
        }),
        (node) => node.observe(signal),
      ),
    collect: (asked, signal) => asToolFailure(facts.name, () => collectAgent(options, asked, signal)),
    table: agentTable({ ...options, orBundle }),
  };
}

function snapshotOf(answer: unknown): NodeSnapshot {
  const { schemaVersion: _, agent: __, ...snapshot } = readAnswer(agentSnapshotSchema, answer);
  return snapshot;
}
