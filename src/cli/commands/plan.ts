import { type Command, Option } from "commander";
import { ScenarioMistake } from "../../analysis/what-if/parse-scenario.ts";
import { isEmptyScenario, type Scenario, type UntrackedPort } from "../../analysis/what-if/scenario.ts";
import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { planForNode } from "../../operations/plan/plan-for-node.ts";
import { observeLiveForPlan, type PlanNode, readSavedForPlan, requireTracking } from "../../operations/plan/plan-node.ts";
import type { PlanOutcome } from "../../report/plan-outcome.ts";
import { planReport } from "../../report/plan-report.ts";
import { planResult } from "../../report/plan-result.ts";
import { createLiveSources } from "../../sources/live-sources.ts";
import type { NameSource } from "../../sources/name-source.ts";
import type { Sources } from "../../sources/sources.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { withProgress } from "../find/with-progress.ts";
import { addNameOptions, type NameOptions, openNames } from "../name-options.ts";
import { parseMax, parseRemove, parseReuse, parseTimeout, parseUntrack } from "../plan-options.ts";
import { valueText } from "../value-text.ts";

interface PlanOptions extends GlobalOptions, NameOptions {
  readonly window: number;
  readonly proc: string;
  readonly sys: string;
  readonly bundle?: string;
  readonly max?: number;
  readonly timeout?: ConntrackTimeouts;
  readonly reuse?: Readonly<Record<string, number>>;
  readonly untrack?: readonly UntrackedPort[];
  readonly remove?: readonly string[];
}

export const plan: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "Today beside tomorrow: what another limit, other timeouts, connections that are used again, an untracked port or a workload less would make of the table, how much memory that takes, who owns the setting, the patch, how to verify and to undo it. Asked about nothing, it recommends a limit: the peak, TIME_WAIT and UDP with 30 % to spare, within what memory allows and never below today's. Nothing is changed. The exit status is 0 whatever is predicted.",
      )
      .addOption(new Option("--max <n>", "another nf_conntrack_max").argParser(parseMax))
      .addOption(
        new Option(
          "--timeout <name=seconds>",
          "another timeout, by its sysctl or a short name: tcp_time_wait=30, time_wait=30, udp=10; several may be given",
        ).argParser(parseTimeout),
      )
      .addOption(
        new Option(
          "--reuse <workload=requests>",
          "a workload, as NAMESPACE/NAME, KIND/NAMESPACE/NAME or by its address, makes so many requests over each connection; several may be given",
        ).argParser(parseReuse),
      )
      .addOption(
        new Option("--untrack <protocol/port>", "a port whose packets are not tracked; several may be given").argParser(parseUntrack),
      )
      .addOption(
        new Option(
          "--remove <workload>",
          "a workload, named in the same way, that is not on the node any more; several may be given",
        ).argParser(parseRemove),
      )
      .option("--bundle <path>", "a saved bundle (directory, .tar, .tar.gz, .zip or loose files) instead of this node")
      .addOption(
        new Option("--window <seconds>", "how long the count is watched for growth; 0 does not")
          .argParser(parseWindow)
          .default(5)
          .conflicts("bundle"),
      );
    addNameOptions(command)
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
      .action((_, self: Command) => run(self.optsWithGlobals<PlanOptions>(), self, terminal));
    withExamples(command, [
      ["ullage plan", "Is the limit right, and which would be?"],
      ["ullage plan --timeout tcp_time_wait=30", "What a shorter TIME_WAIT would free"],
      ["ullage plan --max 524288 --timeout udp=10 --output markdown", "Two changes together, to paste into a ticket"],
      ["ullage plan --reuse shop/checkout=20 --kubeconfig kubeconfig.yaml", "What keep-alive in one deployment would do"],
      ["ullage plan --remove logging/fluent-bit --untrack udp/53", "Without a workload, and with DNS not tracked"],
      ["ullage plan --bundle last-night.tar.gz", "For a node that was saved"],
    ]);
  },
};

async function run(options: PlanOptions, command: Command, terminal: Terminal): Promise<void> {
  try {
    const outcome = options.bundle === undefined ? await planLive(options, terminal) : await planSaved(options.bundle, options, terminal);
    if (terminal.signal.aborted) return;
    terminal.write(await answerText(outcome, options.output));
    terminal.setExitCode(exitCodes.ok.code);
  } catch (error) {
    if (error instanceof ScenarioMistake) command.error(`error: ${error.message}`);
    throw error;
  }
}

async function planLive(options: PlanOptions, terminal: Terminal): Promise<PlanOutcome> {
  const { signal } = terminal;
  const sources = createLiveSources({ procRoot: options.proc, sysRoot: options.sys });
  try {
    // What cannot be planned for is told before anybody waits for names.
    requireTracking(sources);
    return await withNames(options, sources, terminal, async (names) => {
      const node = await observeLiveForPlan(sources, { names, windowSeconds: options.window, signal });
      return planForNode(shown(node, "looking through the table", terminal), askedScenario(options), "this node", { signal });
    });
  } finally {
    sources.localHttp.close();
    await sources.conntrack.close();
  }
}

async function planSaved(path: string, options: PlanOptions, terminal: Terminal): Promise<PlanOutcome> {
  // A bundle that cannot be read is told before anybody waits for names.
  const { readBundle } = await import("../../sources/bundle/read-bundle.ts");
  const bundle = await readBundle(path);
  return withNames(options, undefined, terminal, async (names) => {
    const node = await readSavedForPlan(path, names, bundle);
    const { signal } = terminal;
    return planForNode(shown(node, "looking through the bundle's table", terminal), askedScenario(options), path, { signal });
  });
}

function shown(node: PlanNode, what: string, terminal: Terminal): PlanNode {
  return node.table === undefined ? node : { ...node, table: withProgress(node.table, what, terminal) };
}

async function withNames(
  options: PlanOptions,
  sources: Sources | undefined,
  terminal: Terminal,
  use: (names: NameSource) => Promise<PlanOutcome>,
): Promise<PlanOutcome> {
  const names = await openNames(options, sources, terminal);
  try {
    return await use(names);
  } finally {
    await names.close();
  }
}

function askedScenario({ max, timeout, reuse, untrack, remove }: PlanOptions): Scenario {
  const asked: Scenario = {
    ...(max === undefined ? {} : { max }),
    ...(timeout === undefined ? {} : { timeouts: timeout }),
    ...(reuse === undefined ? {} : { reuse }),
    ...(untrack === undefined ? {} : { untrack }),
    ...(remove === undefined ? {} : { remove }),
  };
  return isEmptyScenario(asked) ? {} : asked;
}

async function answerText(outcome: PlanOutcome, output: GlobalOptions["output"]): Promise<string> {
  if (output === "json" || output === "yaml") return valueText(planResult(outcome), output);
  return documentText(planReport(outcome), output);
}
