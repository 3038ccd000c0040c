import { join } from "node:path";
import { Writable } from "node:stream";
import { countText } from "../../model/count-text.ts";
import { makeDirectory } from "../../platform/make-directory.ts";
import { type FleetCollection, fleetCollectionReport, fleetCollectionResult } from "../../report/fleet/fleet-collection.ts";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import { type BundleFile, BundleNotWritten, bundleNotWritten, openBundleFile } from "../../sources/bundle-writer/bundle-file.ts";
import { DescriptorOutput } from "../../sources/bundle-writer/descriptor-output.ts";
import { errnoOf } from "../../sources/file-tree.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";
import type { AgentsOptions, ClusterOptions } from "./agents-options.ts";
import { BundleNames } from "./bundle-names.ts";
import { openAgents } from "./open-agents.ts";

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
  const path = `/v1/collect?${new URLSearchParams({ window: String(window), redact: String(redact) })}`;
  const deadlineMs = agentsDeadline * 1000;
  const silenceMs = deadlineMs + window * 1000 + walkingMs;
  const progress = new ProgressBar("collecting", terminal);
  const names = new BundleNames();
  let bytesInAll = 0;
  let bundles = 0;
  try {
    const { answers, unanswered } = await askAgents(
      agents,
      (agent, signal) =>
        saveBundle(agent, path, { deadlineMs, silenceMs, signal }, options, names, (bytes) => {
          bytesInAll += bytes;
          progress.update(bundles, agents.length, `${bundles} of ${agents.length} nodes, ${countText(bytesInAll / 1000)} kB`);
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

type SavedBundle = { readonly path: string; readonly bytes: number } | { readonly because: string };

async function saveBundle(
  agent: AgentClient,
  path: string,
  asking: { readonly deadlineMs: number; readonly silenceMs: number; readonly signal: AbortSignal },
  { directory, force }: { readonly directory: string; readonly force: boolean },
  names: BundleNames,
  onMore: (bytes: number) => void,
): Promise<SavedBundle> {
  let target = directory;
  let file: BundleFile | undefined;
  let bytes = 0;
  const discard = () => file?.discard();
  // At once, and not when the work has noticed: the process may end before that.
  asking.signal.addEventListener("abort", discard, { once: true });
  try {
    await agent.download(path, {
      ...asking,
      open: (given) => {
        target = join(directory, names.take(given, agent.name));
        file = openBundleFile(target, { force });
        return writableOf(new DescriptorOutput(file.descriptor));
      },
      onBytes: (sum) => {
        onMore(sum - bytes);
        bytes = sum;
      },
    });
    file?.commit();
    return { path: target, bytes };
  } catch (error) {
    if (asking.signal.aborted || error instanceof AgentFailure) throw error;
    const notWritten = bundleNotWritten(target, error);
    if (notWritten instanceof BundleNotWritten && notWritten.isTaken) return { because: notWritten.message };
    throw notWritten;
  } finally {
    asking.signal.removeEventListener("abort", discard);
    discard();
  }
}

/** Whose descriptor it is closes it: a stream of Node's own closes it too when it is destroyed, and the number may be another file's by then. */
function writableOf(output: DescriptorOutput): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      try {
        output.append([chunk]);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

/** Beside the window: an agent says nothing before it has walked its table and read its node's logs. */
const walkingMs = 30_000;
