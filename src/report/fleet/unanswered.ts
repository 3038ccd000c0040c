import type { Block } from "../document.ts";
import { harmlessText } from "../harmless-text.ts";

/** An agent that was asked and did not answer. Who is silent is a finding: a node whose table is full refuses new connections, ours too. */
export interface UnansweredAgent {
  readonly agent: string;
  readonly because: string;
}

export function unansweredBlocks(unanswered: readonly UnansweredAgent[]): readonly Block[] {
  if (unanswered.length === 0) return [];
  return [
    { kind: "heading", text: "Did not answer" },
    { kind: "list", items: unanswered.map(({ agent, because }) => `${harmlessText(agent)}: ${harmlessText(because)}`) },
  ];
}

export function harmlessUnanswered(unanswered: readonly UnansweredAgent[]): readonly UnansweredAgent[] {
  return unanswered.map(({ agent, because }) => ({ agent: harmlessText(agent), because: harmlessText(because) }));
}
