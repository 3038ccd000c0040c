import { type Command, Option } from "commander";
import { type CheckSettings, checkStatus, runChecks } from "../../checks/run-checks.ts";
import { observeThisNode, replayRecording } from "../../operations/observe-this-node.ts";
import { type CheckOutcome, checkDocument, checkNpdLine, checkResult, checkText, observedAt } from "../../report/check-report.ts";
import { parseOnly, parseSetting, parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type OutputFormat, type Terminal, withExamples } from "../command.ts";
import { exitCodeOfStatus, npdExitCodeOfStatus } from "../exit-code.ts";
import { paintPrefix } from "../paint-prefix.ts";
import { valueText } from "../value-text.ts";

interface CheckOptions extends GlobalOptions {
  readonly window: number;
  readonly full?: true;
  readonly only?: readonly string[];
  readonly set?: CheckSettings;
  readonly exitCodes?: "npd";
  readonly proc: string;
  readonly sys: string;
  readonly recording?: string;
}

export const check: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "One line for each sign of trouble, and an exit status: 0 ok or notice, 1 warning, 2 issue, 3 when the usage cannot be read. Counters are judged by their increase over the window. Nothing on the node is changed.",
      )
      .addOption(
        new Option("--window <seconds>", "time between two samples; 0 takes one").argParser(parseWindow).default(2).conflicts("recording"),
      )
      .option("--full", "also walk the whole table for the checks of what fills it")
      .addOption(new Option("--only <ids>", "only these checks, separated by commas").argParser(parseOnly))
      .addOption(new Option("--set <check.threshold=value>", "another threshold; can be given again").argParser(parseSetting))
      .addOption(new Option("--exit-codes <of>", "npd: one line and 0, 1 or 2 for node-problem-detector's custom plugins").choices(["npd"]))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc").conflicts("recording"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys").conflicts("recording"))
      .option("--recording <directory>", "judge a saved node instead of this one")
      .action((_, self: Command) => run(self.optsWithGlobals<CheckOptions>(), self, terminal));
    withExamples(command, [
      ["ullage check", "This node, with two samples two seconds apart"],
      ["ullage check --window 0", "At once; counters are shown and not judged"],
      ["ullage check --full --output json", "Also what fills the table, for a program"],
      ["ullage check --only usage,drops --set usage.warningRatio=0.8", "Two signals, one with a threshold of your own"],
      ["ullage check --exit-codes npd --window 0", "As a custom plugin of node-problem-detector"],
      ["ullage check --proc /host/proc --sys /host/sys", "From a container that has the node's /proc mounted"],
      ["ullage check --recording fixtures/recordings/table-full-assured", "A saved node"],
    ]);
  },
};

async function run(options: CheckOptions, command: Command, terminal: Terminal): Promise<void> {
  if (options.exitCodes === "npd" && options.output !== "text") {
    command.error("error: --exit-codes npd prints one line of text and takes no --output");
  }
  const observation =
    options.recording === undefined ? await observeThisNode(options, terminal.signal) : await replayRecording(options.recording);
  const full = options.full === true || (options.recording !== undefined && observation.now.parts.tableComposition !== undefined);
  const { settings, only } = { settings: options.set ?? {}, only: options.only };
  const outcome: CheckOutcome = {
    ...observedAt(observation),
    full,
    signals: runChecks(observation, { full, settings, ...(only === undefined ? {} : { only }) }),
    ...(options.recording === undefined ? {} : { recording: options.recording }),
  };
  const status = checkStatus(outcome.signals);
  if (options.exitCodes === "npd") {
    terminal.write(`${checkNpdLine(outcome)}\n`);
    terminal.setExitCode(npdExitCodeOfStatus(status));
    return;
  }
  terminal.write(await outputText(outcome, options.output, terminal));
  terminal.setExitCode(exitCodeOfStatus(status));
}

async function outputText(outcome: CheckOutcome, format: OutputFormat, { usesColour }: Terminal): Promise<string> {
  if (format === "text") return checkText(outcome, usesColour ? paintPrefix : undefined);
  if (format !== "markdown") return valueText(checkResult(outcome), format);
  const { renderMarkdown } = await import("../../report/render-markdown.ts");
  return renderMarkdown(checkDocument(outcome));
}
