import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import type { Block } from "../document.ts";

/** Who did not answer, by reason, and what helps. The names have been made harmless. */
export function unansweredBlocks(unanswered: readonly UnansweredAgent[]): readonly Block[] {
  if (unanswered.length === 0) return [];
  const byReason = [...Map.groupBy(unanswered, ({ because }) => because)].toSorted(([, one], [, other]) => other.length - one.length);
  const isUnconnected = unanswered.some(({ code }) => code === "no-connection");
  return [
    { kind: "heading", text: "Did not answer" },
    { kind: "list", items: byReason.map(([because, agents]) => `${namesText(agents.map(({ agent }) => agent))}: ${because}`) },
    ...(isUnconnected ? [{ kind: "paragraph" as const, text: adviceWithoutConnection }] : []),
  ];
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
