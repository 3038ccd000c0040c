import { type Command, Option } from "commander";
import { parseNetwork } from "../../flows/flow-filter.ts";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";
import { collectBundle } from "../../operations/collect-bundle.ts";
import { type CollectSummary, collectReport } from "../../report/collect-report.ts";
import { BundleNotWritten } from "../../sources/bundle-writer/bundle-file.ts";
import { createLiveSources } from "../../sources/live-sources.ts";
import { addAgentsOptions, refuseMisplacedAgentsOptions } from "../agents/agents-options.ts";
import { addClusterOptions, refuseOrphanedClusterOptions } from "../agents/cluster-options.ts";
import { parseWindow } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { gathered } from "../option-values.ts";
import { packageVersion } from "../package-version.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";

interface CollectOptions extends GlobalOptions, AgentsOptions, ClusterOptions {
  readonly file?: string;
  readonly force?: true;
  readonly label?: "healthy" | "incident";
  readonly cluster?: string;
  readonly window: number;
  readonly podIp?: readonly string[];
  readonly redact?: true;
  readonly proc: string;
  readonly sys: string;
  readonly hostRoot: string;
}

export const collect: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "Saves this node as one file: two samples of everything that is read, the whole table, counters, settings, kernel log, routes, rules, links and the last 30 minutes of the logs of kubelet, runtime, kube-proxy and network plug-in. Nothing on the node is changed. `ullage diagnose --bundle` reads it, anywhere and any time.",
      )
      .addOption(
        new Option(
          "-o, --file <path>",
          "where to put it, or - for standard output; by default ullage-<node>-<time>.tar.gz here. With --agents the directory for them",
        ),
      )
      .addOption(new Option("--force", "replace a file that exists"))
      .addOption(
        new Option("--label <what>", "what the node is, in your own judgement; baselines are learnt from healthy ones").choices([
          "healthy",
          "incident",
        ]),
      )
      .addOption(new Option("--cluster <name>", "the cluster that the node belongs to, for the manifest"))
      .addOption(
        new Option("--window <seconds>", "time between the two samples; 0 takes one, and then no counter proves anything")
          .argParser(parseWindow)
          .default(5),
      )
      .addOption(
        new Option(
          "--pod-ip <address>",
          "save the entries that touch exactly this address in a file of their own; may be repeated",
        ).argParser(gathered<string>),
      )
      .addOption(new Option("--redact", "replace addresses and names, each by the same other one throughout the file"))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
      .addOption(new Option("--host-root <path>", "where the root of the node is mounted, for its logs and resolv.conf").default("/"));
    addAgentsOptions(command);
    addClusterOptions(command);
    command.action((_, self: Command) => run(self.optsWithGlobals<CollectOptions>(), self, terminal));
    withExamples(command, [
      ["ullage collect", "This node, now, into the current directory"],
      ["ullage collect --label incident --pod-ip 10.0.1.5 -o incident.tar.gz", "An incident, with one pod's connections apart"],
      ["ullage collect --redact", "To pass on to somebody else"],
      [
        "ullage collect --agents kubernetes --agents-node node-7,node-9 -o incident",
        "Two nodes of the cluster, by the agents that watch them",
      ],
      ["ullage collect -o - | ssh jump 'cat > node.tar.gz'", "From a node without room on its disk for a second copy"],
    ]);
  },
};

async function run(options: CollectOptions, command: Command, terminal: Terminal): Promise<void> {
  refuseMisplacedAgentsOptions(command, options, ["label", "cluster", "podIp", "proc", "sys", "hostRoot"]);
  if (options.agents !== undefined) return runAgents(options, command, terminal);
  refuseOrphanedClusterOptions(command, options);
  const badAddress = options.podIp?.find((address) => address.includes("/") || parseNetwork(address) === undefined);
  if (badAddress !== undefined) command.error(`error: --pod-ip ${badAddress}: wants one address`);
  const toStandardOutput = options.file === "-";
  if (toStandardOutput && process.stdout.isTTY) command.error("error: -o - writes a compressed archive, which is not for a terminal");
  const summary = await collectWithProgress(options, terminal);
  if (summary === undefined) return;
  const text =
    options.output === "json" || options.output === "yaml"
      ? await valueText(summary, options.output)
      : await documentText(collectReport(summary), options.output);
  if (toStandardOutput) terminal.writeError(text);
  else terminal.write(text);
  terminal.setExitCode(exitCodes.ok.code);
}

async function runAgents(options: CollectOptions, command: Command, terminal: Terminal): Promise<void> {
  if (options.file === "-") command.error("error: -o - is for one bundle; with --agents it names a directory");
  if (options.window > longestAgentWindow)
    command.error(`error: --window ${options.window}: agents take one of at most ${longestAgentWindow} s`);
  const { collectAgents } = await import("../agents/collect-agents.ts");
  const { file, redact, force } = options;
  const directory = file === undefined ? {} : { directory: file };
  await collectAgents({ ...options, ...directory, redact: redact === true, force: force === true }, terminal);
}

/** As docs/api.md has it. */
const longestAgentWindow = 60;

async function collectWithProgress(options: CollectOptions, terminal: Terminal): Promise<CollectSummary | undefined> {
  const { file, force, label, cluster, window, podIp, redact, proc, sys, hostRoot } = options;
  const bar = new ProgressBar("collecting", terminal);
  const sources = createLiveSources({ procRoot: proc, sysRoot: sys });
  try {
    return await collectBundle({
      sources,
      target: file,
      force: force === true,
      ...(label === undefined ? {} : { label }),
      ...(cluster === undefined ? {} : { cluster }),
      windowSeconds: window,
      podIps: podIp ?? [],
      redact: redact === true,
      hostRoot,
      version: packageVersion(),
      signal: terminal.signal,
      onProgress: (what, done, total) => bar.update(done, total, done === 0 ? what : `${what}: ${done} entries`),
    });
  } catch (error) {
    if (!(error instanceof BundleNotWritten)) throw error;
    bar.clear();
    terminal.writeError(`ullage: ${error.message}\n`);
    terminal.setExitCode(exitCodes.unwritableOutput.code);
    return undefined;
  } finally {
    bar.clear();
    await sources.conntrack.close();
  }
}
