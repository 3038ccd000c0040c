import { type Command, Option } from "commander";
import type { ToolSource } from "../../mcp/open-tool-context.ts";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";
import { systemClock } from "../../platform/clock.ts";
import { defaultMcpPort } from "../../platform/default-addresses.ts";
import { createLogger, type LogForm } from "../../platform/logger.ts";
import { keepYoungGenerationSmall } from "../../platform/small-young-generation.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { addAgentsOptions, refuseMisplacedAgentsOptions } from "../agents/agents-options.ts";
import { addClusterOptions, refuseOrphanedClusterOptions } from "../agents/cluster-options.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { gathered, wholeNumber } from "../option-values.ts";
import { packageVersion } from "../package-version.ts";

export interface McpCommandOptions extends GlobalOptions, AgentsOptions, ClusterOptions {
  readonly bundles?: string;
  readonly listen?: string;
  readonly tokenFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly allowHost?: readonly string[];
  readonly tools: "core" | "all";
  readonly redact?: boolean;
  readonly state?: string;
  readonly maxConcurrent: number;
  readonly log: LogForm;
  readonly proc: string;
  readonly sys: string;
}

export const mcp: CommandModule = {
  define(command, terminal) {
    command.description(
      "Tools for an AI agent, by the Model Context Protocol: verdicts, findings, searches, runbooks, each with its evidence. Over standard input and output, or over HTTP with --listen. It answers from this machine, from agents, or from a folder of bundles, and no tool changes a node. The exit status is 0 when the client has gone or it was told to end.",
    );
    command
      .addOption(new Option("--bundles <directory>", "answer from the bundles in this folder alone; a sub-folder is a cluster"))
      .addOption(
        new Option(
          "--listen <address>",
          `over HTTP at this address instead of standard input and output, at the path /mcp, as 127.0.0.1:${defaultMcpPort}; anywhere but on loopback only with --token-file, --tls-cert and --tls-key`,
        ),
      )
      .addOption(new Option("--token-file <file>", "whoever shows a token of this file may ask over HTTP; read again when it is replaced"))
      .addOption(new Option("--tls-cert <file>", "certificate for HTTP, PEM; read again when it is replaced"))
      .addOption(new Option("--tls-key <file>", "its key"))
      .addOption(
        new Option("--allow-host <name>", "a name that the server on loopback is asked by, beside localhost; may be repeated").argParser(
          gathered<string>,
        ),
      )
      .addOption(
        new Option("--tools <set>", "all tools, or those of the conntrack runbook and Ullage's own")
          .choices(["core", "all"])
          .default("all"),
      )
      .addOption(new Option("--redact", "replace names and addresses in all that is answered, the same ones always by the same"))
      .addOption(
        new Option(
          "--state <directory>",
          "keep collected bundles, runs and what was found here (default: $STATE_DIRECTORY, else $XDG_STATE_HOME/ullage, else ~/.local/state/ullage)",
        ),
      )
      .addOption(
        new Option("--max-concurrent <number>", "calls at once; more wait, and too many are told so")
          .argParser(wholeNumber(1, 256))
          .default(8),
      )
      .addOption(new Option("--log <form>", "of what the server says of itself, on stderr").choices(["text", "json"]).default("text"))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"));
    addAgentsOptions(command);
    addClusterOptions(command);
    command.action((_, self: Command) => run(self.optsWithGlobals<McpCommandOptions>(), self, terminal));
    withExamples(command, [
      ["ullage mcp", "This machine, for a client that starts the server itself"],
      ["ullage mcp --bundles /var/bundles", "A folder of bundles, and nothing else"],
      ["ullage mcp --agents kubernetes --tools core", "Every node of the cluster, with the tools of the conntrack runbook"],
      [`ullage mcp --agents unix:/run/ullage/agent.sock --listen 127.0.0.1:${defaultMcpPort}`, "Over HTTP, for clients of this machine"],
      ["ullage mcp --listen :9857 --token-file token --tls-cert tls.crt --tls-key tls.key", "For clients of other machines"],
    ]);
  },
};

async function run(options: McpCommandOptions, command: Command, terminal: Terminal): Promise<void> {
  const contradiction = contradictionIn(options);
  if (contradiction !== undefined) command.error(`error: ${contradiction}`);
  refuseMisplacedAgentsOptions(command, options, ["bundles", "proc", "sys"]);
  refuseOrphanedClusterOptions(command, options);
  // Over thousands of calls V8 lets it grow to 134 MB, while all that lives is 40 MB (docs/decisions/0046-memory-of-the-mcp-server.md).
  keepYoungGenerationSmall();
  const { signal } = terminal;
  terminal.takeTimeToEnd(timeToEndMs);
  terminal.goOnUnread();
  const logger = createLogger({ clock: systemClock, form: options.log, write: (line) => terminal.writeError(line) });
  const { runMcpServer } = await import("../../mcp/run-mcp-server.ts");
  const { listen, tokenFile, tlsCert, tlsKey, allowHost = [], state } = options;
  await runMcpServer({
    source: sourceOf(options),
    ...(state === undefined ? {} : { stateDirectory: state }),
    toolSet: options.tools,
    maxConcurrent: options.maxConcurrent,
    redact: options.redact === true,
    ...(listen === undefined
      ? {}
      : {
          http: {
            listen,
            tokenFile,
            tls: tlsCert === undefined || tlsKey === undefined ? undefined : { certPath: tlsCert, keyPath: tlsKey },
            allowedHosts: allowHost,
          },
        }),
    ...{ version: packageVersion(), environment: process.env, clock: systemClock, logger, signal },
    onListening: (url) => terminal.writeError(`ullage mcp: ${harmlessText(url)}\n`),
  });
  terminal.setExitCode(exitCodes.ok.code);
}

function sourceOf(options: McpCommandOptions): ToolSource {
  const { bundles, agents, proc, sys } = options;
  if (bundles !== undefined) return { kind: "bundles", directory: bundles };
  return agents === undefined ? { kind: "machine", proc, sys } : { kind: "agents", options };
}

/** For answers under way; less than the 30 s after which Kubernetes kills a pod. */
const timeToEndMs = 15_000;

/** What would be passed over in silence is a misunderstanding. */
function contradictionIn({ listen, tokenFile, tlsCert, tlsKey, allowHost, bundles, agents }: McpCommandOptions): string | undefined {
  if (bundles !== undefined && agents !== undefined) return "--bundles and --agents are two different sources; give one";
  if ((tlsCert === undefined) !== (tlsKey === undefined)) return "--tls-cert and --tls-key go together";
  const needsListen = [
    ["--token-file", tokenFile],
    ["--tls-cert", tlsCert],
    ["--allow-host", allowHost],
  ].find(([, given]) => given !== undefined)?.[0];
  if (listen === undefined && needsListen !== undefined) return `${needsListen} is for --listen`;
  return undefined;
}
