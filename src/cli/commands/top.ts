import { type Command, Option } from "commander";
import { parseFlowFilter } from "../../flows/parse-flow-filter.ts";
import { type TrafficDimension, trafficDimensions } from "../../model/table-traffic.ts";
import type { AgentsOptions } from "../../operations/agents/agents-options.ts";
import { systemClock } from "../../platform/clock.ts";
import { keepYoungGenerationSmall } from "../../platform/small-young-generation.ts";
import { type TopColumnId, topColumnIds } from "../../report/top/top-columns.ts";
import { beginTop, type TopSettings } from "../../report/top/top-state.ts";
import { addAgentsOptions, refuseMisplacedAgentsOptions } from "../agents/agents-options.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { addNameOptions, asksForNames, type NameOptions, openNames } from "../name-options.ts";
import { gathered, seconds, wholeNumber } from "../option-values.ts";
import { batchTop } from "../top/batch-top.ts";
import { liveTop } from "../top/live-top.ts";
import { screenCharacters } from "../top/screen-characters.ts";
import type { TopSource } from "../top/top-source.ts";

interface TopOptions extends GlobalOptions, NameOptions, AgentsOptions {
  readonly interval: number;
  readonly by: TrafficDimension;
  readonly sort: TopColumnId;
  readonly limit?: number;
  readonly filter?: readonly string[];
  readonly batch?: true;
  readonly count?: number;
  readonly events?: number;
  readonly replay?: string;
  readonly proc: string;
}

export const top: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "The table of this node, live: how full it is, when it will be full, what is being refused, and who has how many entries of it. Press ? for the keys. With --batch it prints one frame after another, for scripts.",
      )
      .addOption(new Option("--interval <seconds>", "from one sample to the next").argParser(seconds(0.1, 3600)).default(2))
      .addOption(new Option("--by <dimension>", "what to group by").choices(trafficDimensions).default("workload"))
      .addOption(new Option("--sort <column>", "what to sort by").choices(topColumnIds).default("entries"))
      .addOption(new Option("--limit <n>", "groups of each kind (default: 20 with --batch, else 200)").argParser(wholeNumber(1, 10_000)))
      .addOption(
        new Option(
          "--filter <condition>",
          "only entries with protocol=, state=, address= (or network), port= or zone=; several must all hold",
        ).argParser(gathered<string>),
      )
      .addOption(new Option("-b, --batch", "frames instead of a live screen: text, or one line of JSON each"))
      .addOption(new Option("-n, --count <frames>", "end after so many frames of a batch").argParser(wholeNumber(1, 10_000)))
      .addOption(
        new Option(
          "--events <seconds>",
          "before each frame of a batch, count births by the kernel's events for so long; that costs the kernel while it lasts",
        ).argParser(seconds(0.1, 3600)),
      )
      .addOption(new Option("--replay <file>", "samples saved by `ullage watch` instead of this node's own"))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"));
    addNameOptions(command);
    addAgentsOptions(command);
    command.action((_, self: Command) => run(self.optsWithGlobals<TopOptions>(), self, terminal));
    withExamples(command, [
      ["ullage top", "Who fills the table of this node"],
      ["ullage top --by port --filter protocol=udp", "Which UDP ports"],
      ["ullage top --batch -n 1", "One look, for a ticket"],
      ["ullage top --batch --output json --interval 10", "A line of JSON every ten seconds"],
      ["ullage top --agents kubernetes", "Every node of the cluster, and who has how much over all of them"],
      ["ullage top --replay samples.ndjson", "Look at a recorded incident again"],
    ]);
  },
};

async function run(options: TopOptions, command: Command, terminal: Terminal): Promise<void> {
  refuseMisplacedAgentsOptions(command, options, ["filter", "replay", "events", "proc", "pods", "node", "names"]);
  if (options.agents !== undefined) return runAgents(options, command, terminal);
  refuseMisplacedOptions(options, command);
  // It may stand for days on a node that is short of memory.
  keepYoungGenerationSmall();
  const source = await openSource(options, terminal);
  try {
    const ended = options.batch === true ? await runBatch(source, options, terminal) : await runLive(source, options, terminal);
    if (!terminal.signal.aborted) terminal.setExitCode(exitCodes[ended].code);
  } finally {
    await source.close();
  }
}

async function runAgents(options: TopOptions, command: Command, terminal: Terminal): Promise<void> {
  refuseUnseen(options, command);
  const { fleetSorts } = await import("../../report/fleet/fleet-top.ts");
  const sort = fleetSorts.find((id) => id === options.sort);
  if (sort === undefined) command.error(`error: --sort ${options.sort} is for one node; over several it is ${fleetSorts.join(", ")}`);
  const { topAgents } = await import("../agents/top-agents.ts");
  await topAgents({ ...options, sort, limit: options.limit ?? defaultLimit(true), batch: options.batch === true }, terminal);
}

async function runBatch(source: TopSource, options: TopOptions, terminal: Terminal): Promise<"ok"> {
  const { output, count, events } = options;
  if (output === "markdown") throw new Error("refused before");
  await batchTop({
    source,
    begin: beginTop({ ...settingsOf(source, options), size: { columns: batchColumns(), rows: Number.POSITIVE_INFINITY } }),
    form: output,
    ...(count === undefined ? {} : { frames: count }),
    ...(events === undefined ? {} : { eventSeconds: events }),
    clock: systemClock,
    write: terminal.write,
    signal: terminal.signal,
  });
  return "ok";
}

async function runLive(source: TopSource, options: TopOptions, terminal: Terminal): Promise<"ok" | "interrupted"> {
  const { stdin, stdout } = process;
  const ended = await liveTop({
    source,
    settings: settingsOf(source, options),
    input: stdin,
    output: stdout,
    usesColour: terminal.usesColour,
    clock: systemClock,
    signal: terminal.signal,
  });
  return ended === "interrupted" ? "interrupted" : "ok";
}

function settingsOf(source: TopSource, { interval, by, sort, filter = [], batch, limit }: TopOptions): Omit<TopSettings, "size"> {
  return {
    source: source.facts,
    characters: screenCharacters(process.env),
    intervalSeconds: interval,
    dimension: by,
    sort: { column: sort, isReversed: false },
    conditions: filter,
    rowLimit: limit ?? defaultLimit(batch),
  };
}

async function openSource(options: TopOptions, terminal: Terminal): Promise<TopSource> {
  const { replay, proc, batch, limit } = options;
  if (replay !== undefined) {
    const { openReplay } = await import("../top/replay-source.ts");
    return openReplay(replay);
  }
  const [{ openNodeSource }, { createLiveSources }] = await Promise.all([
    import("../top/node-source.ts"),
    import("../../sources/live-sources.ts"),
  ]);
  const sources = createLiveSources({ procRoot: proc });
  const names = await openNames(options, sources, terminal);
  return openNodeSource(sources, names, { topGroups: limit ?? defaultLimit(batch) });
}

function defaultLimit(batch: true | undefined): number {
  return batch === true ? 20 : 200;
}

/** What would be passed over in silence is a misunderstanding. */
function refuseMisplacedOptions(options: TopOptions, command: Command): void {
  const { batch, events, filter, replay } = options;
  const parsed = parseFlowFilter(filter ?? []);
  if (!parsed.ok) command.error(`error: --filter ${parsed.because}`);
  if (replay !== undefined && filter !== undefined) command.error("error: --filter is for this node; a recording was counted already");
  if (replay !== undefined && asksForNames(options))
    command.error("error: names are for this node; a recording has those it was made with");
  if (replay !== undefined && events !== undefined) command.error("error: --events is for this node; a recording has none to listen to");
  if (batch !== true && events !== undefined) command.error("error: --events is for --batch; on the screen it is the key e");
  refuseUnseen(options, command);
}

/** A screen needs a terminal. */
function refuseUnseen({ batch, count, output }: TopOptions, command: Command): void {
  if (batch === true) return;
  if (count !== undefined) command.error("error: --count is for --batch");
  if (output !== "text") command.error(`error: --output ${output} needs --batch`);
  if (!process.stdout.isTTY || !process.stdin.isTTY)
    command.error("error: no terminal to draw on and take keys from; for scripts there is --batch");
  if (process.env["TERM"] === "dumb") command.error("error: this terminal (TERM=dumb) cannot move its cursor; use --batch");
}

/** As `top -b` has it: the terminal's width, or what COLUMNS says, or room for every column. */
function batchColumns(): number {
  const told = Number(process.env["COLUMNS"]);
  return Number.isInteger(told) && told > 0 ? told : (process.stdout.columns ?? 132);
}
