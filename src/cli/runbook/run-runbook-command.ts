import { statSync } from "node:fs";
import { basename } from "node:path";
import { runRunbook } from "../../mcp/host/run-runbook.ts";
import { createToolHost } from "../../mcp/host/tool-host.ts";
import { type OpenedToolContext, openToolContext, type ToolSource } from "../../mcp/open-tool-context.ts";
import type { ToolContext } from "../../mcp/tool.ts";
import { tools } from "../../mcp/tools/index.ts";
import type { FleetNode } from "../../operations/fleet/fleet.ts";
import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import { systemClock } from "../../platform/clock.ts";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { createLogger } from "../../platform/logger.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { RunbookRun } from "../../runbooks/perform/runbook-run.ts";
import { runbookOutput } from "../../runbooks/report/runbook-output.ts";
import { runbookReport } from "../../runbooks/report/runbook-report.ts";
import { runbookResult } from "../../runbooks/report/runbook-result.ts";
import type { Runbook, StepLevel } from "../../runbooks/runbook.ts";
import { openTemporaryFolder } from "../../store/temporary-folder.ts";
import type { Terminal } from "../command.ts";
import type { RunbookRunOptions } from "../commands/runbook.ts";
import { documentText } from "../document-text.ts";
import { exitCodeOfSeverity } from "../exit-code.ts";
import { packageVersion } from "../package-version.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";
import { findNamedRunbook } from "./find-named-runbook.ts";

/** The same tools as an agent has, on a state of their own that is gone afterwards unless somebody keeps it. */
export async function runRunbookCommand(id: string, options: RunbookRunOptions, terminal: Terminal): Promise<void> {
  const runbook = findNamedRunbook(readRunbooks(options.folder), id);
  const state = options.state === undefined ? openTemporaryFolder("runbook") : { path: options.state, remove: () => {} };
  try {
    const run = await performed(runbook, state.path, options, terminal);
    terminal.write(await answerText(run, options));
    terminal.setExitCode(exitCodeOfSeverity(run.diagnosis?.verdict.severity ?? "unknown"));
  } finally {
    state.remove();
  }
}

async function performed(runbook: Runbook, stateDirectory: string, options: RunbookRunOptions, terminal: Terminal): Promise<RunbookRun> {
  const { signal } = terminal;
  const progress = new ProgressBar(`runbook ${runbook.id}`, terminal);
  const opened = await openToolContext({
    source: sourceOf(options),
    stateDirectory,
    ...{ environment: {}, version: packageVersion(), clock: systemClock, signal },
    logger: createLogger({ clock: systemClock, form: "text", write: (line) => terminal.writeError(line) }),
  });
  try {
    const { context } = await paired(opened, options);
    const host = createToolHost(tools, context, { maxConcurrent: 2, remarks: opened.remarks });
    const node = await nodeOf(context, options, signal);
    let done = 0;
    return await runRunbook(runbook, host, {
      ...node,
      ...(options.otherNode === undefined ? {} : { otherInstanceId: options.otherNode }),
      levels: levelsOf(options),
      signal,
      onProgress: (_, message) => progress.update(done, runbook.steps.length, message),
      onStep: () => done++,
    });
  } finally {
    progress.clear();
    await opened.close();
  }
}

function levelsOf({ thorough, may }: RunbookRunOptions): readonly StepLevel[] {
  return ["MUST", ...(thorough === true ? (["SHOULD"] as const) : []), ...(may === true ? (["MAY"] as const) : [])];
}

function sourceOf({ bundle, agents, proc, sys, ...options }: RunbookRunOptions): ToolSource {
  if (agents !== undefined) return { kind: "agents", options: { ...options, agents } };
  const directory = bundle?.at(-1);
  return directory === undefined ? { kind: "machine", proc, sys } : { kind: "bundles", directory, isOneBundle: true };
}

/** Increases are told by both of two bundles of a node; the files that are looked into are those of the last one named. */
async function paired({ context }: OpenedToolContext, { bundle = [] }: RunbookRunOptions): Promise<{ readonly context: ToolContext }> {
  for (const path of bundle) mustExist(path);
  if (bundle.length < 2) return { context };
  const { pairedFleet } = await import("../../operations/fleet/paired-fleet.ts");
  return { context: { ...context, fleet: await pairedFleet(context.fleet, bundle) } };
}

function mustExist(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    throw inputErrorFromErrno(error) ?? error;
  }
}

/** By the name that it is asked for by; the only one there is where nobody named one. */
async function nodeOf(
  { fleet, shelf }: ToolContext,
  { node, bundle }: RunbookRunOptions,
  signal: AbortSignal,
): Promise<{ readonly node: string; readonly clusterName?: string }> {
  const path = bundle?.at(-1);
  if (path !== undefined) await mustHaveBundle(shelf, path, signal);
  const { nodes, unanswered } =
    node === undefined ? await fleet.list(signal) : { nodes: [await found(fleet, node, signal)], unanswered: [] };
  const [only, another] = nodes;
  if (only === undefined && unanswered.length === 1) return { node: unanswered[0]?.agent ?? "" };
  if (only === undefined || another !== undefined || unanswered.length > 0) {
    const names = [...namesApart(nodes), ...unanswered.map(({ agent }) => agent)];
    throw new InputError(
      "node-not-named",
      fleet.description,
      `there are ${names.length} nodes; name one with --node: ${names.slice(0, 20).join(", ")}`,
    );
  }
  const { name, cluster } = only.facts;
  return { node: node ?? only.bundle?.id ?? name, ...(cluster === undefined ? {} : { clusterName: cluster }) };
}

async function found(fleet: ToolContext["fleet"], node: string, signal: AbortSignal) {
  try {
    return await fleet.find(node, signal);
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    const code = error.code === "bundle-unreadable" ? "bundle-unrecognised" : "node-not-named";
    throw new InputError(code, node, withoutName(error.message.replace(/^instanceId /, ""), node), { cause: error });
  }
}

/** What each can be named by: where two have one name, that would be neither. */
function namesApart(nodes: readonly FleetNode[]): readonly string[] {
  const counts = Map.groupBy(nodes, ({ facts }) => facts.name);
  return nodes.map(({ facts: { name, instanceId }, bundle }) =>
    counts.get(name)?.length === 1 ? name : (bundle?.id ?? instanceId ?? name),
  );
}

async function mustHaveBundle(shelf: ToolContext["shelf"], path: string, signal: AbortSignal): Promise<void> {
  const { bundles, unreadable } = await shelf.list(signal);
  if (bundles.length > 0) return;
  const [first] = unreadable;
  throw new InputError(
    "bundle-unrecognised",
    path,
    first === undefined ? "has no bundle in it" : withoutName(`${first.id}: ${first.because}`, basename(path)),
  );
}

/** What is said of a thing has its name before it. */
function withoutName(message: string, name: string): string {
  return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
}

async function answerText(run: RunbookRun, { output }: RunbookRunOptions): Promise<string> {
  if (output === "json") return valueText(runbookResult(run), "json");
  const yaml = await valueText(runbookOutput(run), "yaml");
  return output === "yaml" ? yaml : documentText(runbookReport(run, yaml.trimEnd().split("\n")), output);
}
