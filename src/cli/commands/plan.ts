import { type Command, Option } from "commander";
import { collectedCounts } from "../../analysis/forecast/collected-counts.ts";
import { isEmptyScenario, type Scenario, takesEntriesOut, type UntrackedPort } from "../../analysis/what-if/scenario.ts";
import { trafficOfComposition } from "../../analysis/what-if/traffic-of-composition.ts";
import { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { type ConntrackTimeouts, timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import { isPresent } from "../../model/reading.ts";
import type { TableTraffic } from "../../model/table-traffic.ts";
import { InputError } from "../../platform/input-error.ts";
import { type PlanOutcome, planOutcome } from "../../report/plan-outcome.ts";
import { planReport } from "../../report/plan-report.ts";
import { planResult } from "../../report/plan-result.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { addNameOptions } from "../name-options.ts";
import { openLiveNode, openSavedNode, type PlanNode, type PlanNodeOptions } from "../plan-node.ts";
import { parseMax, parseRemove, parseReuse, parseTimeout, parseUntrack } from "../plan-options.ts";
import { countPlanTable, type PlanTable } from "../plan-table.ts";
import { nameWorkloads, requireWorkloads } from "../plan-workloads.ts";
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
  const { table, scenario } = await planTable(node, asked, usage, options.bundle ?? "this node", command);
  const inTable = table.traffic.by.workload.groups.map(({ key }) => key);
  requireWorkloads(scenario, inTable, command);
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
  /** What is asked, with the names that the table has. */
  readonly scenario: Scenario;
}

async function planTable(
  node: PlanNode,
  asked: Scenario,
  usage: TableUsage | undefined,
  place: string,
  command: Command,
): Promise<NamedTable> {
  if (node.table !== undefined) {
    const index = new OwnerIndex(node.owners, node.table.takenAtMs);
    const scenario = nameWorkloads(asked, index, command);
    return { table: await countPlanTable(node.table, index, scenario, usage?.count ?? 0), scenario };
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
  return { table, scenario: nameWorkloads(asked, undefined, command) };
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
