import { type Command, InvalidArgumentError, Option } from "commander";
import { parseNetwork } from "../../flows/flow-filter.ts";
import { parseFlowFilter } from "../../flows/parse-flow-filter.ts";
import { inputErrorFromErrno } from "../../platform/input-error.ts";
import { keepYoungGenerationSmall } from "../../platform/small-young-generation.ts";
import {
  type AnalyzeDimension,
  analyzeDimensions,
  analyzeReport,
  analyzeResult,
  isNamedDimension,
  type NamedTable,
  namedDimensions,
} from "../../report/analyze-report.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { addNameOptions, asksForNames, type NameOptions } from "../name-options.ts";
import { gathered, wholeNumber } from "../option-values.ts";
import { type ReadTable, type ReadTableOptions, readLiveTable, readSavedTable } from "../read-table.ts";
import { valueText } from "../value-text.ts";

interface AnalyzeOptions extends GlobalOptions, NameOptions {
  readonly by?: readonly AnalyzeDimension[];
  readonly limit: number;
  readonly filter?: readonly string[];
  readonly podIp?: readonly string[];
  readonly establishedTimeout?: number;
  readonly maxEntries?: number;
  readonly timeBudget?: number;
  readonly proc: string;
}

export const analyze: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "What fills the table, each entry counted once by its original tuple: the live table of this node, or one that was saved with `conntrack -L` (plain, extended, id, xml) or from /proc/net/nf_conntrack, gzip or not.",
      )
      .argument("[file]", "a saved table, or - for standard input; without it, this node's own table")
      .addOption(
        new Option(
          "--by <dimensions>",
          `only these, separated by commas: ${analyzeDimensions.join(", ")}; by name, which is not done unless asked: ${namedDimensions.join(", ")}`,
        ).argParser(parseDimensions),
      )
      .addOption(new Option("--limit <n>", "length of each list of the most frequent").argParser(wholeNumber(1, 10_000)).default(20))
      .addOption(
        new Option(
          "--filter <condition>",
          "only entries with protocol=, state=, address= (or network), port= or zone=; several must all hold",
        ).argParser(gathered<string>),
      )
      .addOption(new Option("--pod-ip <address>", "only entries that touch exactly this address in any tuple").argParser(gathered<string>))
      .addOption(
        new Option(
          "--established-timeout <seconds>",
          "what ESTABLISHED counts down from in a saved table, if it was not the default",
        ).argParser(wholeNumber(1, 100_000_000)),
      )
      .addOption(new Option("--max-entries <n>", "stop the walk of the live table after so many").argParser(wholeNumber(1, 100_000_000)))
      .addOption(new Option("--time-budget <seconds>", "stop the walk of the live table after so long").argParser(wholeNumber(1, 3600)))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"));
    addNameOptions(command);
    command.action((file: string | undefined, _, self: Command) => run(file, self.optsWithGlobals<AnalyzeOptions>(), self, terminal));
    withExamples(command, [
      ["ullage analyze", "This node's table, in every dimension"],
      ["ullage analyze --by source,port --limit 5", "Who opens the connections, and to which ports"],
      ["ullage analyze --filter protocol=tcp --filter state=TIME_WAIT --by source", "Who leaves connections behind"],
      ["ullage analyze --by workload,service", "Which workloads of this node, and which services they ask"],
      ["ullage analyze conntrack.txt --by workload --pods pods.json", "The same of a saved table and a saved list of pods"],
      ["ullage analyze --pod-ip 10.0.1.5", "Everything one pod takes part in"],
      ["ullage analyze conntrack.txt.gz --output json", "A saved table, for a program"],
      ["conntrack -L | ullage analyze -", "From another program"],
    ]);
  },
};

async function run(file: string | undefined, options: AnalyzeOptions, command: Command, terminal: Terminal): Promise<void> {
  refuseMisplacedOptions(file, options, command);
  const { heading, table, names } = await readTable(file, readTableOptions(options, command), options, terminal);
  if (options.output === "json" || options.output === "yaml")
    terminal.write(await valueText(analyzeResult(heading, table, names), options.output));
  else terminal.write(await documentText(analyzeReport(heading, table, options.by ?? analyzeDimensions, names), options.output));
  if (!terminal.signal.aborted) terminal.setExitCode(exitCodes.ok.code);
}

/** An option that would be passed over in silence is a misunderstanding. */
function refuseMisplacedOptions(file: string | undefined, options: AnalyzeOptions, command: Command): void {
  const live = file === undefined;
  if (!live && options.maxEntries !== undefined) command.error("error: --max-entries is for the live table; a saved one is read whole");
  if (!live && options.timeBudget !== undefined) command.error("error: --time-budget is for the live table; a saved one is read whole");
  if (live && options.establishedTimeout !== undefined)
    command.error("error: --established-timeout is for a saved table; the kernel says what the live one has");
  const named = (options.by ?? []).filter(isNamedDimension);
  const asks = asksForNames(options) || !options.names;
  if (asks && named.length === 0) command.error(`error: names are for --by ${namedDimensions.join(", ")}`);
  if (!live && named.length > 0 && !asks)
    command.error(`error: --by ${named.join(",")}: a saved table has no names; --pods with a saved list, or --kubeconfig, tells them`);
  if (file === "-" && options.pods === "-") command.error("error: the table and the list of pods cannot both come from standard input");
}

async function readTable(
  file: string | undefined,
  read: ReadTableOptions,
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<ReadTable & { readonly names?: NamedTable }> {
  const dimensions = (options.by ?? []).filter(isNamedDimension);
  const withNames = dimensions.length === 0 ? undefined : (await import("../read-named-table.ts")).readNamedTable;
  if (file !== undefined) {
    const readSaved = (how: ReadTableOptions) =>
      readSavedTable(file, how, terminal, Date.now()).catch((error) => {
        throw inputErrorFromErrno(error, file === "-" ? "standard input" : file) ?? error;
      });
    return withNames?.(readSaved, read, { dimensions, options, sources: undefined, file, terminal }) ?? readSaved(read);
  }
  const { createLiveSources } = await import("../../sources/live-sources.ts");
  const sources = createLiveSources({ procRoot: options.proc });
  keepYoungGenerationSmall();
  const readLive = (how: ReadTableOptions) => readLiveTable(sources, how, terminal);
  try {
    return await (withNames?.(readLive, read, { dimensions, options, sources, terminal }) ?? readLive(read));
  } finally {
    await sources.conntrack.close();
  }
}

function readTableOptions(options: AnalyzeOptions, command: Command): ReadTableOptions {
  const addresses = (options.podIp ?? []).map((address) => {
    if (address.includes("/") || parseNetwork(address) === undefined) command.error(`error: --pod-ip ${address}: wants one address`);
    return `address=${address}`;
  });
  const parsed = parseFlowFilter([...(options.filter ?? []), ...addresses]);
  if (!parsed.ok) command.error(`error: --filter ${parsed.because}`);
  const { establishedTimeout, maxEntries, timeBudget } = options;
  return {
    topItems: options.limit,
    filter: parsed.filter,
    ...(establishedTimeout === undefined ? {} : { establishedTimeoutSeconds: establishedTimeout }),
    ...(maxEntries === undefined ? {} : { maxEntries }),
    ...(timeBudget === undefined ? {} : { timeBudgetMs: timeBudget * 1000 }),
  };
}

function parseDimensions(text: string): readonly AnalyzeDimension[] {
  const dimensions = text.split(",").map((name) => {
    const all = [...analyzeDimensions, ...namedDimensions];
    const dimension = all.find((known) => known === name.trim());
    if (dimension === undefined) throw new InvalidArgumentError(`"${name}" is none of ${all.join(", ")}.`);
    return dimension;
  });
  return [...new Set(dimensions)];
}
