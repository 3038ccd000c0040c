import { type Command, Option } from "commander";
import type { Observation } from "../../model/observation.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { diagnoseReport } from "../../report/diagnose-report.ts";
import { diagnoseResult, diagnoseYamlShape } from "../../report/diagnose-result.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodeOfSeverity } from "../exit-code.ts";
import { observeThisNode } from "../observe-this-node.ts";
import { valueText } from "../value-text.ts";

interface DiagnoseOptions extends GlobalOptions {
  readonly window: number;
  readonly bundle?: readonly string[];
  readonly proc: string;
  readonly sys: string;
}

export const diagnose: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "Which limit is being hit, why, who fills the table, how sure that is, what could not be seen, and what to change: of this node, or of a saved bundle. Nothing on the node is changed. The exit status is 0 for ok and notice, 1 for warning, 2 for critical, 3 for unknown.",
      )
      .addOption(
        new Option(
          "--bundle <path>",
          "a saved bundle (directory, .tar, .tar.gz, .zip or loose files) instead of this node; two of one node give increases",
        ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
      )
      .addOption(
        new Option("--window <seconds>", "time between two samples; 0 takes one, and then no counter proves anything")
          .argParser(parseWindow)
          .default(2),
      )
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
      .action((_, self: Command) => run(self.optsWithGlobals<DiagnoseOptions>(), terminal));
    withExamples(command, [
      ["ullage diagnose", "This node: everything times out but the network is up"],
      ["ullage diagnose --bundle last-night.tar.gz", "A bundle of last night, judged at its own time"],
      ["ullage diagnose --bundle before.tar.gz --bundle after.tar.gz", "Two bundles of one node, so that counters can be compared"],
      ["ullage diagnose --output markdown", "To paste into a ticket"],
      ["ullage diagnose --output yaml", "In the form of the AI agent's runbook"],
    ]);
  },
};

async function run(options: DiagnoseOptions, terminal: Terminal): Promise<void> {
  const { observation, origin } = await observe(options, terminal);
  const diagnosis = diagnoseObservation(observation, origin);
  terminal.write(await answerText(diagnosis, options.output));
  terminal.setExitCode(exitCodeOfSeverity(diagnosis.verdict.severity));
}

async function observe(
  { bundle, window, proc, sys }: DiagnoseOptions,
  { signal }: Terminal,
): Promise<{ readonly observation: Observation; readonly origin: string }> {
  if (bundle === undefined) return { observation: await observeThisNode({ full: true, window, proc, sys }, signal), origin: "live" };
  const { readBundles } = await import("../../sources/bundle/read-bundle.ts");
  return readBundles(bundle);
}

async function answerText(diagnosis: Diagnosis, output: GlobalOptions["output"]): Promise<string> {
  switch (output) {
    case "json":
      return valueText(diagnoseResult(diagnosis), "json");
    case "yaml":
      return valueText(diagnoseYamlShape(diagnosis), "yaml");
    default:
      return documentText(diagnoseReport(diagnosis), output);
  }
}
