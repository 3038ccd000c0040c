import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { countText } from "../../model/count-text.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { type AgentClient, AgentFailure } from "../../sources/agents/agent-client.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import { BundleNotWritten, bundleNotWritten, openBundleFile } from "../../sources/bundle-writer/bundle-file.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import type { NameOptions } from "../name-options.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";
import type { AgentsOptions } from "./agents-options.ts";
import { openAgents } from "./open-agents.ts";

export interface CollectAgentsOptions extends AgentsOptions, Pick<NameOptions, "kubeconfig" | "context" | "inCluster">, GlobalOptions {
  /** A directory; the current one where it is missing. */
  readonly directory?: string;
  readonly window: number;
  readonly redact: boolean;
  readonly force: boolean;
}

/** A bundle of each node, made by the agent that watches it. A file has its name when it is whole. */
export async function collectAgents(options: CollectAgentsOptions, terminal: Terminal): Promise<void> {
  const { signal } = terminal;
  const { directory = ".", window, redact, force, output } = options;
  const { agents, close } = await openAgents(options, signal);
  const progress = new ProgressBar("collecting", terminal);
  const received = new Map<string, number>();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = `/v1/collect?${new URLSearchParams({ window: String(window), redact: String(redact) })}`;
    const { answers, unanswered } = await askAgents(
      agents,
      (agent) =>
        saveBundle(agent, { directory, force }, path, { deadlineMs: (options.agentsDeadline + window) * 1000, signal }, (bytes) => {
          received.set(agent.name, bytes);
          const all = [...received.values()].reduce((sum, size) => sum + size, 0);
          progress.update(0, undefined, `${countText(all / 1000)} kB of ${received.size} nodes`);
        }),
      { signal },
    );
    progress.clear();
    if (output === "json" || output === "yaml") {
      terminal.write(
        await valueText({ schemaVersion: 1, bundles: answers.map(({ agent, value }) => ({ agent, ...value })), unanswered }, output),
      );
    } else {
      for (const { value } of answers) terminal.write(`${harmlessText(value.path)}  ${countText(value.bytes / 1000)} kB\n`);
      for (const { agent, because } of unanswered) terminal.write(`did not answer: ${harmlessText(agent)}: ${harmlessText(because)}\n`);
    }
    terminal.setExitCode((unanswered.length === 0 ? exitCodes.ok : answers.length === 0 ? exitCodes.unknown : exitCodes.warning).code);
  } catch (error) {
    if (!(error instanceof BundleNotWritten)) throw error;
    terminal.writeError(`ullage: ${error.message}\n`);
    terminal.setExitCode(exitCodes.unwritableOutput.code);
  } finally {
    progress.clear();
    close();
  }
}

interface SavedBundle {
  readonly path: string;
  readonly bytes: number;
}

async function saveBundle(
  agent: AgentClient,
  { directory, force }: { readonly directory: string; readonly force: boolean },
  path: string,
  asking: { readonly deadlineMs: number; readonly signal: AbortSignal },
  onBytes: (bytes: number) => void,
): Promise<SavedBundle> {
  const name = `ullage-${agent.name
    .replace(/^https?:\/\/|^unix:/, "")
    .replace(/[^A-Za-z0-9._-]+/g, "_")
    .slice(0, 150)}.tar.gz`;
  const target = join(directory, name);
  const file = openBundleFile(target, { force });
  let bytes = 0;
  try {
    const output = createWriteStream("", { fd: file.descriptor, autoClose: false });
    await agent.download(path, output, asking, (sum) => {
      bytes = sum;
      onBytes(sum);
    });
    file.commit();
    return { path: target, bytes };
  } catch (error) {
    throw error instanceof AgentFailure || asking.signal.aborted ? error : bundleNotWritten(target, error);
  } finally {
    file.discard();
  }
}
