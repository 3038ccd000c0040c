import { countText } from "../../model/count-text.ts";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";
import { BundleNames } from "../../operations/agents/bundle-names.ts";
import { openAgents } from "../../operations/agents/open-agents.ts";
import { saveBundle } from "../../operations/agents/save-bundle.ts";
import { errnoOf } from "../../platform/errno.ts";
import { makeDirectory } from "../../platform/make-directory.ts";
import { type FleetCollection, fleetCollectionReport, fleetCollectionResult } from "../../report/fleet/fleet-collection.ts";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import { BundleNotWritten, bundleNotWritten } from "../../sources/bundle-writer/bundle-file.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";

export interface CollectAgentsOptions extends AgentsOptions, ClusterOptions, GlobalOptions {
  /** The current one where it is missing. */
  readonly directory?: string;
  readonly window: number;
  readonly redact: boolean;
  readonly force: boolean;
}

/**
 * A bundle of each node, made by the agent that watches it; a file has its name when it is whole. A name that is taken is that node's misfortune; a disk that takes
 * nothing ends it for all, since each further bundle would cost its node a walk for nothing.
 */
export async function collectAgents(options: CollectAgentsOptions, terminal: Terminal): Promise<void> {
  const { directory = ".", output } = options;
  const { agents, close } = await openAgents(options, terminal.signal);
  try {
    openDirectory(directory);
    const collection = await collect(agents, { ...options, directory }, terminal);
    terminal.write(
      output === "json" || output === "yaml"
        ? await valueText(fleetCollectionResult(collection), output)
        : await documentText(fleetCollectionReport(collection), output),
    );
    terminal.setExitCode(exitCodeOf(collection));
  } catch (error) {
    if (!(error instanceof BundleNotWritten)) throw error;
    terminal.writeError(`ullage: ${error.message}\n`);
    terminal.setExitCode(exitCodes.unwritableOutput.code);
  } finally {
    close();
  }
}

function exitCodeOf({ bundles, notWritten, unanswered }: FleetCollection): number {
  if (notWritten.length > 0) return exitCodes.unwritableOutput.code;
  if (unanswered.length === 0) return exitCodes.ok.code;
  return (bundles.length === 0 ? exitCodes.unknown : exitCodes.warning).code;
}

function openDirectory(directory: string): void {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw bundleNotWritten(directory, errnoOf(error) === "EEXIST" ? new BundleNotWritten(directory, "is a file and no directory") : error);
  }
}

async function collect(
  agents: readonly AgentClient[],
  options: CollectAgentsOptions & { readonly directory: string },
  terminal: Terminal,
): Promise<FleetCollection> {
  const { window, redact, agentsDeadline } = options;
  const { directory, force } = options;
  const progress = new ProgressBar("collecting", terminal);
  const names = new BundleNames();
  let bytesInAll = 0;
  let bundles = 0;
  try {
    const { answers, unanswered } = await askAgents(
      agents,
      (agent, signal) =>
        saveBundle(agent, {
          ...{ directory, force, names, signal, redact },
          windowSeconds: window,
          deadlineMs: agentsDeadline * 1000,
          onMore: (bytes) => {
            bytesInAll += bytes;
            progress.update(bundles, agents.length, `${bundles} of ${agents.length} nodes, ${countText(bytesInAll / 1000)} kB`);
          },
        }),
      {
        signal: terminal.signal,
        onProgress: (asked) => {
          bundles = asked;
        },
      },
    );
    return {
      bundles: answers.flatMap(({ agent, value }) => ("path" in value ? [{ agent, ...value }] : [])),
      notWritten: answers.flatMap(({ agent, value }) => ("because" in value ? [{ agent, ...value }] : [])),
      unanswered,
    };
  } finally {
    progress.clear();
  }
}
