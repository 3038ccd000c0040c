import { setTimeout as sleep } from "node:timers/promises";
import type { TrafficDimension } from "../../model/table-traffic.ts";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";
import { openAgents } from "../../operations/agents/open-agents.ts";
import { type FleetSort, type FleetTop, fleetTopReport, fleetTopResult } from "../../report/fleet/fleet-top.ts";
import { renderText } from "../../report/render-text.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { ProgressBar } from "../progress-bar.ts";
import { FleetLooks } from "./fleet-looks.ts";
import { liveFleet } from "./live-fleet.ts";

export interface TopAgentsOptions extends AgentsOptions, ClusterOptions, GlobalOptions {
  readonly by: TrafficDimension;
  readonly sort: FleetSort;
  readonly interval: number;
  readonly limit: number;
  readonly batch: boolean;
  /** Looks until the end; undefined until it is interrupted. */
  readonly count?: number;
}

/** The tables of several nodes, look after look: on a screen, or one after another for scripts. */
export async function topAgents(options: TopAgentsOptions, terminal: Terminal): Promise<void> {
  const { by, sort, limit, interval, agentsDeadline } = options;
  const { agents, close } = await openAgents(options, terminal.signal);
  try {
    const intervalMs = interval * 1000;
    const looks = new FleetLooks(agents, { by, sort, limit, deadlineMs: agentsDeadline * 1000, intervalMs });
    if (options.batch) await writeFrames(looks, agents.length, options, terminal);
    else {
      const ended = await liveFleet(looks, { asked: agents.length, intervalMs, terminal, input: process.stdin, output: process.stdout });
      if (!terminal.signal.aborted) terminal.setExitCode(exitCodes[ended].code);
    }
  } finally {
    close();
  }
}

async function writeFrames(looks: FleetLooks, asked: number, options: TopAgentsOptions, terminal: Terminal): Promise<void> {
  const { interval, count = Number.POSITIVE_INFINITY, output } = options;
  const frameText = await frameTextOf(output);
  const { signal } = terminal;
  const progress = new ProgressBar("asking the agents", terminal);
  for (let written = 0; ; ) {
    const fleet = await looks.next(signal, (done) => progress.update(done, asked, `${done} of ${asked}`)).finally(() => progress.clear());
    terminal.write(`${output === "text" && written > 0 ? "\n" : ""}${frameText(fleet)}`);
    terminal.setExitCode((fleet.frames.length > 0 ? exitCodes.ok : exitCodes.unknown).code);
    if (++written >= count) return;
    await sleep(interval * 1000, undefined, { signal });
  }
}

async function frameTextOf(output: GlobalOptions["output"]): Promise<(fleet: FleetTop) => string> {
  if (output === "json") return (fleet) => `${JSON.stringify(fleetTopResult(fleet))}\n`;
  if (output !== "yaml") return (fleet) => renderText(fleetTopReport(fleet));
  const { stringify } = await import("yaml");
  return (fleet) => `---\n${stringify(fleetTopResult(fleet), { lineWidth: 0 })}`;
}
