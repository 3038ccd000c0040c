import { type AgentClient, AgentFailure } from "./agent-client.ts";

export interface AgentAnswers<T> {
  /** In the order in which the agents were named. */
  readonly answers: readonly { readonly agent: string; readonly value: T }[];
  readonly unanswered: readonly Unanswered[];
}

export interface Unanswered {
  readonly agent: string;
  readonly because: string;
}

/** Asks all of them, so many at a time; who does not answer is named and holds up nobody. */
export async function askAgents<T>(
  agents: readonly AgentClient[],
  ask: (agent: AgentClient) => Promise<T>,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (answered: number) => void },
): Promise<AgentAnswers<T>> {
  const outcomes = new Array<{ readonly value: T } | { readonly because: string }>(agents.length);
  let next = 0;
  let ended = 0;
  const work = async () => {
    for (let place = next++; place < agents.length; place = next++) {
      const agent = agents[place];
      if (agent === undefined) return;
      outcomes[place] = await ask(agent).then(
        (value) => ({ value }),
        (error: unknown) => {
          if (!(error instanceof AgentFailure)) throw error;
          return { because: error.message };
        },
      );
      onProgress?.(++ended);
    }
  };
  await Promise.all(Array.from({ length: Math.min(askedAtOnce, agents.length) }, work));
  signal.throwIfAborted();
  return {
    answers: outcomes.flatMap((outcome, place) => ("value" in outcome ? [{ agent: agents[place]?.name ?? "", value: outcome.value }] : [])),
    unanswered: outcomes.flatMap((outcome, place) =>
      "because" in outcome ? [{ agent: agents[place]?.name ?? "", because: outcome.because }] : [],
    ),
  };
}

/** Enough that a thousand nodes are asked within a few deadlines, few enough for the table of the node that asks. */
const askedAtOnce = 32;
