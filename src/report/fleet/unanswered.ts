import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import type { Block } from "../document.ts";

/** Who did not answer, by reason, and what helps. The names have been made harmless. */
export function unansweredBlocks(unanswered: readonly UnansweredAgent[]): readonly Block[] {
  if (unanswered.length === 0) return [];
  const isUnconnected = unanswered.some(({ code }) => code === "no-connection");
  return [
    { kind: "heading", text: "Did not answer" },
    { kind: "list", items: unansweredByReason(unanswered).map(({ because, agents }) => `${namesText(agents)}: ${because}`) },
    ...(isUnconnected ? [{ kind: "paragraph" as const, text: adviceWithoutConnection }] : []),
  ];
}

/** The reason that most have comes first. */
export function unansweredByReason(
  unanswered: readonly UnansweredAgent[],
): readonly { readonly because: string; readonly agents: readonly string[] }[] {
  return [...Map.groupBy(unanswered, ({ because }) => because)]
    .map(([because, found]) => ({ because, agents: found.map(({ agent }) => agent) }))
    .toSorted((one, other) => other.agents.length - one.agents.length);
}

/** In one line, for a title. */
export function answeredText(answered: number, unanswered: number): string {
  const asked = answered + unanswered;
  return `${answered} of ${asked} ${asked === 1 ? "node" : "nodes"} answered`;
}

/** The first of many names, and how many more there are: the list is for a person. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(", ");
  return names.length <= mostNames ? shown : `${shown} and ${names.length - mostNames} more`;
}

const mostNames = 20;

const adviceWithoutConnection =
  "A node whose table is full drops the first packet of every new connection, and the question came over one; a node that is down or a firewall looks the same from here. What needs no new connection: what Prometheus goes on scraping (ullage_verdict_info), the Events of the node, and on the node itself, over a session that is open, `ullage diagnose`. A longer --agents-deadline gives TCP more attempts. For the next time: --exempt-port keeps the metrics of the agent reachable.";
