import { type Command, Option } from "commander";
import type { Diagnosis } from "../../model/verdict.ts";
import type { AgentsOptions } from "../../operations/agents/agents-options.ts";
import { observeThisNode } from "../../operations/observe-this-node.ts";
import { partsForPlans } from "../../remedies/parts-for-plans.ts";
import type { Baseline } from "../../report/baseline-report.ts";
import { diagnoseReport } from "../../report/diagnose-report.ts";
import { diagnoseResult, diagnoseYamlShape } from "../../report/diagnose-result.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { addAgentsOptions, refuseMisplacedAgentsOptions } from "../agents/agents-options.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodeOfSeverity } from "../exit-code.ts";
import { addNameOptions, asksForNames, type NameOptions } from "../name-options.ts";
import { type ObservedSide, observeLiveSide, readSavedSide } from "../observe-side.ts";
import { valueText } from "../value-text.ts";

interface DiagnoseOptions extends GlobalOptions, NameOptions, AgentsOptions {
  readonly window: number;
  readonly bundle?: readonly string[];
  readonly baseline?: string;
  readonly proc: string;
  readonly sys: string;
}

export const diagnose: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "Which limit is being hit, why, who fills the table, how sure that is, what could not be seen, and what to change: of this node, of a saved bundle, or of several nodes by their agents. Nothing on the node is changed. The exit status is 0 for ok and notice, 1 for warning, 2 for critical, 3 for unknown.",
      )
      .addOption(
        new Option(
          "--bundle <path>",
          "a saved bundle (directory, .tar, .tar.gz, .zip or loose files) instead of this node; two of one node give increases",
        ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
      )
      .option(
        "--baseline <path>",
        "a saved bundle of a healthy time or of another node: what differs from it is said as well (text, Markdown, JSON); the verdict is reached without it",
      )
      .addOption(
        new Option("--window <seconds>", "time between two samples; 0 takes one, and then no counter proves anything")
          .argParser(parseWindow)
          .default(2),
      )
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"));
    addNameOptions(command);
    addAgentsOptions(command);
    command.action((_, self: Command) => run(self.optsWithGlobals<DiagnoseOptions>(), self, terminal));
    withExamples(command, [
      ["ullage diagnose", "This node: everything times out but the network is up"],
      ["ullage diagnose --bundle last-night.tar.gz", "A bundle of last night, judged at its own time"],
      ["ullage diagnose --bundle before.tar.gz --bundle after.tar.gz", "Two bundles of one node, so that counters can be compared"],
      ["ullage diagnose --bundle last-night.tar.gz --pods pods.json", "With the names of a list that kubectl saved"],
      ["ullage diagnose --baseline last-week.tar.gz", "What is not as it was last week, beside the verdict"],
      [
        "ullage diagnose --agents https://10.0.0.4:9856,https://10.0.0.5:9856 --agents-token-file token",
        "Several nodes, by the agents that watch them",
      ],
      ["ullage diagnose --agents kubernetes", "Every node of the cluster"],
      ["ullage diagnose --output markdown", "To paste into a ticket"],
      ["ullage diagnose --output yaml", "In the form of the AI agent's runbook"],
    ]);
  },
};

async function run(options: DiagnoseOptions, command: Command, terminal: Terminal): Promise<void> {
  refuseMisplacedAgentsOptions(command, options, ["bundle", "baseline", "window", "proc", "sys", "pods", "node", "names"]);
  if (options.agents !== undefined) {
    const { diagnoseAgents } = await import("../agents/diagnose-agents.ts");
    return diagnoseAgents(options, terminal);
  }
  // A baseline that cannot be read is told before anybody waits for a window.
  const healthy = options.baseline === undefined ? undefined : await readSavedSide([options.baseline]);
  const side = await withNames(await observe(options, terminal), options, terminal);
  const diagnosis = diagnoseObservation(side.observation, side.origin, side.remarks);
  terminal.write(await answerText(diagnosis, healthy === undefined ? undefined : await baselineOf(healthy, side), options.output));
  terminal.setExitCode(exitCodeOfSeverity(diagnosis.verdict.severity));
}

async function observe({ bundle, baseline, window, proc, sys, names }: DiagnoseOptions, { signal }: Terminal): Promise<ObservedSide> {
  if (bundle !== undefined) return readSavedSide(bundle);
  const besides = [...partsForPlans, ...(names ? (["addressOwners"] as const) : [])];
  if (baseline !== undefined) return observeLiveSide({ window, proc, sys, besides }, signal);
  const observation = await observeThisNode({ full: true, besides, window, proc, sys }, signal);
  return { observation, origin: "live", remarks: [], isRedacted: false };
}

/** The names that were asked for go before those that the node or the bundle has itself. */
async function withNames(side: ObservedSide, options: DiagnoseOptions, terminal: Terminal): Promise<ObservedSide> {
  if (options.names && !asksForNames(options)) return side;
  const { nameObservation } = await import("../name-observation.ts");
  return nameObservation(side, options, terminal);
}

async function baselineOf(healthy: ObservedSide, side: ObservedSide): Promise<Baseline> {
  const { compareSnapshots } = await import("../../analysis/compare-snapshots.ts");
  const { origin, observation, isRedacted } = healthy;
  const comparison = compareSnapshots(observation, side.observation, { hasCommonNames: !isRedacted && !side.isRedacted });
  return { origin, node: observation.now.node, takenAtMs: observation.now.takenAtMs, comparison };
}

async function answerText(diagnosis: Diagnosis, baseline: Baseline | undefined, output: GlobalOptions["output"]): Promise<string> {
  switch (output) {
    case "json":
      return valueText(diagnoseResult(diagnosis, baseline), "json");
    case "yaml":
      return valueText(diagnoseYamlShape(diagnosis), "yaml");
    default:
      return documentText(diagnoseReport(diagnosis, baseline), output);
  }
}
