import { setTimeout as sleep } from "node:timers/promises";
import { topFrameSchema } from "../../contract/top-frame.ts";
import type { TrafficDimension } from "../../model/table-traffic.ts";
import { type FleetTop, fleetTopReport, fleetTopResult } from "../../report/fleet/fleet-top.ts";
import { renderText } from "../../report/render-text.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import type { NameOptions } from "../name-options.ts";
import type { AgentsOptions } from "./agents-options.ts";
import { openAgents } from "./open-agents.ts";
import { readAnswer } from "./read-answer.ts";

export interface TopAgentsOptions extends AgentsOptions, NameOptions, GlobalOptions {
  readonly by: TrafficDimension;
  readonly interval: number;
  readonly limit: number;
  /** Looks until the end; undefined until it is interrupted. */
  readonly count?: number;
}

/** The tables of several nodes, look after look: a terminal shows the latest alone, anything else gets one after another. */
export async function topAgents(options: TopAgentsOptions, terminal: Terminal): Promise<void> {
  const { signal } = terminal;
  const { agents, close } = await openAgents(options, signal);
  const { by, interval, limit, count = Number.POSITIVE_INFINITY, agentsDeadline, output } = options;
  const path = `/v1/top?${new URLSearchParams({ by, limit: String(groupsOfEach(limit)) })}`;
  const isRedrawn = output === "text" && process.stdout.isTTY && count > 1;
  try {
    for (let looks = 1; ; looks++) {
      const { answers, unanswered } = await askAgents(
        agents,
        async (agent) => readAnswer(topFrameSchema, await agent.ask(path, { deadlineMs: agentsDeadline * 1000, signal })),
        { signal },
      );
      const fleet: FleetTop = { by, limit, unanswered, frames: answers.map(({ agent, value }) => ({ agent, ...value })) };
      terminal.write(`${isRedrawn ? clearScreen : looks === 1 ? "" : "\n"}${await frameText(fleet, output)}`);
      terminal.setExitCode((answers.length > 0 ? exitCodes.ok : exitCodes.unknown).code);
      if (looks >= count) return;
      await sleep(interval * 1000, undefined, { signal });
    }
  } finally {
    close();
  }
}

async function frameText(fleet: FleetTop, output: GlobalOptions["output"]): Promise<string> {
  if (output === "json") return `${JSON.stringify(fleetTopResult(fleet))}\n`;
  if (output === "yaml") return `---\n${(await import("yaml")).stringify(fleetTopResult(fleet), { lineWidth: 0 })}`;
  return renderText(fleetTopReport(fleet));
}

/** What is twentieth on each of a hundred nodes may be first over all of them. */
function groupsOfEach(limit: number): number {
  return Math.max(100, limit);
}

const clearScreen = "\x1b[H\x1b[2J";
