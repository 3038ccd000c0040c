import { type Command, Option } from "commander";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";
import { addAgentsOptions, refuseMisplacedAgentsOptions } from "../agents/agents-options.ts";
import { addClusterOptions, refuseOrphanedClusterOptions } from "../agents/cluster-options.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { gathered } from "../option-values.ts";

export interface RunbookOptions extends GlobalOptions {
  /** Instead of those that come with Ullage. */
  readonly folder?: string;
}

export interface RunbookRunOptions extends RunbookOptions, AgentsOptions, ClusterOptions {
  readonly bundle?: readonly string[];
  readonly node?: string;
  readonly otherNode?: string;
  readonly thorough?: true;
  readonly may?: true;
  readonly state?: string;
  readonly proc: string;
  readonly sys: string;
}

export const runbook: CommandModule = {
  define(command, terminal) {
    command.description(
      "Procedures for incidents of connection tracking and of what looks like them: a person reads them, an AI agent follows them, and `run` performs their steps itself, shows what each gave, and ends in the report that the runbook asks for. Nothing on the node is changed.",
    );
    defineList(command, terminal);
    defineShow(command, terminal);
    defineRun(command, terminal);
    withExamples(command, [
      ["ullage runbook list", "Which there are, and for what"],
      ["ullage runbook show D3", "One of them, as it is written"],
      ["ullage runbook run D3", "This node: perform the steps, and say what is the cause and what to do"],
    ]);
  },
};

function addFolderOption(command: Command): Command {
  return command.addOption(new Option("--folder <path>", "runbooks of your own in this folder, instead of those that come with Ullage"));
}

function defineList(command: Command, terminal: Terminal): void {
  const list = command.command("list").description("Which runbooks there are, and what each is for.");
  addFolderOption(list).action(async (_, self: Command) => {
    const { listRunbooks } = await import("../runbook/list-runbooks.ts");
    return listRunbooks(self.optsWithGlobals<RunbookOptions>(), terminal);
  });
  withExamples(list, [
    ["ullage runbook list", "As a table"],
    ["ullage runbook list --output json", "With the triggers of each"],
  ]);
}

function defineShow(command: Command, terminal: Terminal): void {
  const show = command
    .command("show")
    .description("One runbook as it is written; with --output json or yaml its steps as they are understood.");
  show.argument("<id>", "its id, its name or its file: D3, conntrack-exhaustion");
  addFolderOption(show).action(async (id: string, _, self: Command) => {
    const { showRunbook } = await import("../runbook/show-runbook.ts");
    return showRunbook(id, self.optsWithGlobals<RunbookOptions>(), terminal);
  });
  withExamples(show, [["ullage runbook show D3", "The runbook for a full table"]]);
}

function defineRun(command: Command, terminal: Terminal): void {
  const run = command
    .command("run")
    .description(
      "Performs the MUST steps of a runbook for this node, a saved bundle, or a node with an agent: each with its evidence, or why it could not be evaluated. Ends in the runbook's own report; --output yaml prints that alone. What is proposed is an operator's to do. The exit status is that of the verdict: 0 for ok and notice, 1 for warning, 2 for critical, 3 for unknown.",
    );
  run.argument("<id>", "its id, its name or its file: D3, conntrack-exhaustion");
  run
    .addOption(
      new Option("--bundle <path>", "a saved bundle, or a folder of them, instead of this node; two of one node give increases").argParser(
        gathered<string>,
      ),
    )
    .addOption(new Option("--node <name>", "which node, where there are several: its name, the id of its instance, or of a bundle"))
    .addOption(new Option("--other-node <name>", "another one to compare it with, for the steps that compare"))
    .addOption(new Option("--thorough", "the SHOULD steps as well"))
    .addOption(new Option("--may", "the MAY steps as well"))
    .addOption(new Option("--state <directory>", "keep what is collected here; without it, it is gone when the run has ended"))
    .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
    .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"));
  addAgentsOptions(run);
  addClusterOptions(run);
  addFolderOption(run).action(async (id: string, _, self: Command) => {
    const options = self.optsWithGlobals<RunbookRunOptions>();
    refuseMisplacedAgentsOptions(self, options, ["bundle", "proc", "sys"]);
    refuseOrphanedClusterOptions(self, options);
    const { runRunbookCommand } = await import("../runbook/run-runbook-command.ts");
    return runRunbookCommand(id, options, terminal);
  });
  withExamples(run, [
    ["ullage runbook run D3", "This node"],
    ["ullage runbook run N6 --thorough", "Nobody knows where to look"],
    ["ullage runbook run D3 --bundle last-night.tar.gz --output yaml", "A bundle of last night, the report alone"],
    ["ullage runbook run D5 --agents kubernetes --node node-7", "One node of the cluster, by its agent"],
    ["ullage runbook run D3 --output markdown", "To paste into a ticket"],
  ]);
}
