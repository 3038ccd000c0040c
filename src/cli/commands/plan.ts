import { type Command, Option } from "commander";
import { collectedCounts } from "../../analysis/forecast/collected-counts.ts";
import { isEmptyScenario, type Scenario, takesEntriesOut, type UntrackedPort } from "../../analysis/what-if/scenario.ts";
import { trafficOfComposition } from "../../analysis/what-if/traffic-of-composition.ts";
import type { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { type ConntrackTimeouts, timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import { workloadText } from "../../model/owner.ts";
import { isPresent } from "../../model/reading.ts";
import type { TableTraffic } from "../../model/table-traffic.ts";
import { InputError } from "../../platform/input-error.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { type PlanOutcome, planOutcome } from "../../report/plan-outcome.ts";
import { planReport } from "../../report/plan-report.ts";
import { planResult } from "../../report/plan-result.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { addNameOptions } from "../name-options.ts";
import { openLiveNode, openSavedNode, type PlanNode, type PlanNodeOptions } from "../plan-node.ts";
import { meantWorkload, nearestWorkloads, parseMax, parseRemove, parseReuse, parseTimeout, parseUntrack } from "../plan-options.ts";
import { countPlanTable, type PlanTable } from "../plan-table.ts";
import { valueText } from "../value-text.ts";

interface PlanOptions extends GlobalOptions, PlanNodeOptions {
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
        new Option("--reuse <workload=requests>", "a workload makes so many requests over each connection; several may be given").argParser(
          parseReuse,
        ),
      )
      .addOption(
        new Option("--untrack <protocol/port>", "a port whose packets are not tracked; several may be given").argParser(parseUntrack),
      )
      .addOption(
        new Option("--remove <workload>", "a workload that is not on the node any more; several may be given").argParser(parseRemove),
      )
      .option("--bundle <path>", "a saved bundle (directory, .tar, .tar.gz, .zip or loose files) instead of this node")
      .addOption(
        new Option("--window <seconds>", "how long the count is watched for growth; 0 does not").argParser(parseWindow).default(5),
      );
    addNameOptions(command)
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
      .action((_, self: Command) => run(self.optsWithGlobals<PlanOptions>(), self, terminal));
    withExamples(command, [
      ["ullage plan", "Is the limit right, and which would be?"],
      ["ullage plan --timeout tcp_time_wait=30", "What a shorter TIME_WAIT would free"],
      ["ullage plan --max 524288 --timeout udp=10 --output markdown", "Two changes together, to paste into a ticket"],
      ["ullage plan --reuse checkout=20 --kubeconfig kubeconfig.yaml", "What keep-alive in one deployment would do"],
      ["ullage plan --remove fluent-bit --untrack udp/53", "Without a workload, and with DNS not tracked"],
      ["ullage plan --bundle last-night.tar.gz", "For a node that was saved"],
    ]);
  },
};

async function run(options: PlanOptions, command: Command, terminal: Terminal): Promise<void> {
  const node =
    options.bundle === undefined ? await openLiveNode(options, terminal) : await openSavedNode(options.bundle, options, terminal);
  try {
    const outcome = await outcomeFor(node, options, command);
    if (terminal.signal.aborted) return;
    terminal.write(await answerText(outcome, options.output));
    terminal.setExitCode(exitCodes.ok.code);
  } finally {
    await node.close();
  }
}

async function outcomeFor(node: PlanNode, options: PlanOptions, command: Command): Promise<PlanOutcome> {
  const { observation, origin } = node;
  const asked = askedScenario(options);
  const { tableUsage, settings } = observation.now.parts;
  const usage = isPresent(tableUsage) ? tableUsage.value : undefined;
  const { table, named } = await planTable(node, asked, usage, options.bundle ?? "this node");
  const known = table.traffic.by.workload.groups.map(({ key }) => key);
  const scenario = withNames(named, (text) => meantWorkload(text, known) ?? refuseWorkload(text, known, command));
  return planOutcome(
    {
      ...{ observation, origin },
      samples: node.isCollectedBefore ? collectedCounts(node.samples, table.traffic.total) : node.samples,
      ...table,
      usage: usage ?? usageOfTable(table.traffic),
      timeouts: isPresent(settings) ? timeoutsFromSysctls(settings.value.sysctls) : {},
      remarks: [...node.remarks, ...table.remarks],
    },
    scenario,
  );
}

/** Without a count and a limit the table itself is what is known; a limit that nobody tells cannot be planned with. */
function usageOfTable({ total }: TableTraffic): TableUsage {
  return { count: total, max: 0 };
}

interface NamedTable {
  readonly table: PlanTable;
  /** What is asked, with the names that are known before the table is. */
  readonly named: Scenario;
}

async function planTable(node: PlanNode, asked: Scenario, usage: TableUsage | undefined, place: string): Promise<NamedTable> {
  if (node.table !== undefined) {
    let named = asked;
    const withKnownNames = (index: OwnerIndex) => {
      const names = workloadNames(index);
      named = withNames(asked, (text) => meantWorkload(text, names) ?? workloadAt(text, index) ?? text);
      return named;
    };
    const table = await countPlanTable(node.table, node.owners, withKnownNames, usage?.count ?? 0);
    return { table, named };
  }
  const { tableComposition } = node.observation.now.parts;
  if (!isPresent(tableComposition)) {
    throw new InputError("table-absent", place, tableComposition?.reason ?? "it holds no table of the node");
  }
  if (takesEntriesOut(asked)) {
    throw new InputError(
      "table-absent",
      place,
      "it holds what the table was composed of and not the table, without which nothing can be taken out of it",
    );
  }
  const table: PlanTable = {
    traffic: trafficOfComposition(tableComposition.value),
    composition: tableComposition.value,
    youngSeconds: 0,
    source: tableComposition.source,
    remarks: [
      ...(tableComposition.remarks ?? []),
      "only what the table was composed of was saved: births are not known, clients are addresses, and UDP is taken as not being streams",
    ],
  };
  return { table, named: asked };
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

function workloadNames(index: OwnerIndex): readonly string[] {
  const names = new Set<string>();
  for (let number = 1; number <= index.size; number++) {
    const named = index.namedOwner(number);
    if (named !== undefined) names.add(workloadText(named.owner));
  }
  return [...names];
}

/** The workload whose address was given. */
function workloadAt(text: string, index: OwnerIndex): string | undefined {
  const named = index.whose(text);
  return named === undefined ? undefined : workloadText(named.owner);
}

/** Workloads by their whole names. */
function withNames(scenario: Scenario, nameOf: (text: string) => string): Scenario {
  const { reuse, remove } = scenario;
  return {
    ...scenario,
    ...(reuse === undefined
      ? {}
      : { reuse: Object.fromEntries(Object.entries(reuse).map(([workload, requests]) => [nameOf(workload), requests])) }),
    ...(remove === undefined ? {} : { remove: [...new Set(remove.map(nameOf))] }),
  };
}

function refuseWorkload(text: string, known: readonly string[], command: Command): never {
  const nearest = nearestWorkloads(text, known).map(harmlessText);
  const others = nearest.length === 0 ? "The table has none." : `Nearest: ${nearest.join(", ")}.`;
  command.error(`error: there is no workload ${harmlessText(text)} in the table. ${others}`);
}

async function answerText(outcome: PlanOutcome, output: GlobalOptions["output"]): Promise<string> {
  if (output === "json" || output === "yaml") return valueText(planResult(outcome), output);
  return documentText(planReport(outcome), output);
}
