import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import type { AgentClient } from "./agent-client.ts";
import { AgentFailure } from "./agent-failure.ts";

export interface AgentAnswers<T> {
  /** In the order in which the agents were named. */
  readonly answers: readonly { readonly agent: string; readonly value: T }[];
  readonly unanswered: readonly UnansweredAgent[];
}

/**
 * Asks all of them, so many at a time; who does not answer is named and holds up nobody. Anything but an AgentFailure ends the questions that are under way, and is
 * thrown when they have ended.
 */
export async function askAgents<T>(
  agents: readonly AgentClient[],
  ask: (agent: AgentClient, signal: AbortSignal) => Promise<T>,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (asked: number) => void },
): Promise<AgentAnswers<T>> {
  const outcomes = new Array<{ readonly value: T } | { readonly failure: AgentFailure }>(agents.length);
  const stopping = new AbortController();
  const cut = AbortSignal.any([signal, stopping.signal]);
  let next = 0;
  let ended = 0;
  const work = async () => {
    for (let place = next++; place < agents.length && !cut.aborted; place = next++) {
      const agent = agents[place];
      if (agent === undefined) return;
      try {
        outcomes[place] = { value: await ask(agent, cut) };
      } catch (error) {
        if (!(error instanceof AgentFailure)) {
          stopping.abort(error);
          return;
        }
        outcomes[place] = { failure: error };
      }
      onProgress?.(++ended);
    }
  };
  await Promise.all(Array.from({ length: Math.min(askedAtOnce, agents.length) }, work));
  cut.throwIfAborted();
  const named = agents.map(({ name }, place) => ({ agent: name, outcome: outcomes[place] }));
  return {
    answers: named.flatMap(({ agent, outcome }) => (outcome !== undefined && "value" in outcome ? [{ agent, value: outcome.value }] : [])),
    unanswered: named.flatMap(({ agent, outcome }) =>
      outcome !== undefined && "failure" in outcome ? [{ agent, code: outcome.failure.code, because: outcome.failure.message }] : [],
    ),
  };
}

/** Enough that a thousand nodes are asked within some deadlines even if none answers, few enough for the table of the machine that asks. */
const askedAtOnce = 64;
