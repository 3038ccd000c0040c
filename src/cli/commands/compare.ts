import { type Command, Option } from "commander";
import { compareSnapshots } from "../../analysis/compare-snapshots.ts";
import { suggestFromComparison } from "../../analysis/suggest-from-comparison.ts";
import { type ComparedPair, compareReport } from "../../report/compare-report.ts";
import { compareResult } from "../../report/compare-result.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { type ObservedSide, observeLiveSide, readSavedSide } from "../observe-side.ts";
import { valueText } from "../value-text.ts";

interface CompareOptions extends GlobalOptions {
  readonly window: number;
  readonly proc: string;
  readonly sys: string;
}

const live = "live";

export const compare: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "What is different between two observations: a node when it was healthy and in the incident, or two nodes. First the verdict of each, then what differs in limits, use, composition, clients and endpoints, counters, configuration and versions, then what that suggests. What one of them lacks is said to be not comparable. The exit status is 0 whatever differs.",
      )
      .argument("<a>", `a saved bundle (directory, .tar, .tar.gz, .zip or loose files), or ${live} for this node; mostly the healthy one`)
      .argument("<b>", `what it is compared with: a saved bundle or ${live}`)
      .addOption(
        new Option("--window <seconds>", `time between two samples of ${live}; 0 takes one, and then its counters have no rates`)
          .argParser(parseWindow)
          .default(2),
      )
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
      .action((a: string, b: string, _, self: Command) => run(a, b, self.optsWithGlobals<CompareOptions>(), self, terminal));
    withExamples(command, [
      ["ullage compare healthy.tar.gz incident.tar.gz", "What the incident changed on a node"],
      ["ullage compare last-week.tar.gz live", "This node against how it was last week"],
      ["ullage compare node-a.tar.gz node-b.tar.gz", "Why one node is in trouble and its neighbour is not"],
      ["ullage compare healthy.tar.gz incident.tar.gz --output markdown", "To paste into a ticket"],
    ]);
  },
};

async function run(a: string, b: string, options: CompareOptions, command: Command, terminal: Terminal): Promise<void> {
  if (a === live && b === live)
    command.error(`error: only one of the two may be ${live}; save this node with ullage collect and compare later`);
  const observe = (place: string): Promise<ObservedSide> =>
    place === live ? observeLiveSide(options, terminal.signal) : readSavedSide([place]);
  // A path that cannot be read is told before anybody waits for a window.
  const saved = { a: a === live ? undefined : await observe(a), b: b === live ? undefined : await observe(b) };
  terminal.write(await answerText(pairOf(saved.a ?? (await observe(a)), saved.b ?? (await observe(b))), options.output));
  if (!terminal.signal.aborted) terminal.setExitCode(exitCodes.ok.code);
}

function pairOf(a: ObservedSide, b: ObservedSide): ComparedPair {
  const comparison = compareSnapshots(a.observation, b.observation, { hasCommonNames: !a.isRedacted && !b.isRedacted });
  return {
    a: diagnoseObservation(a.observation, a.origin, a.remarks),
    b: diagnoseObservation(b.observation, b.origin, b.remarks),
    comparison,
    suggestions: suggestFromComparison(comparison),
  };
}

async function answerText(pair: ComparedPair, output: GlobalOptions["output"]): Promise<string> {
  if (output === "json" || output === "yaml") return valueText(compareResult(pair), output);
  return documentText(compareReport(pair), output);
}
