import type { CollectionRun } from "../model/collection-run.ts";
import { messageOfRun } from "../model/collection-run.ts";
import type { CollectionRuns } from "../operations/collection-runs/collection-runs.ts";
import { runCountsText } from "../report/fleet/execution-result.ts";
import type { ToolCall } from "./tool.ts";

export interface WaitForRunsOptions {
  /** Those that this call began: with it they are taken back, unless another call waits for them too. */
  readonly begun: readonly string[];
  readonly waitSeconds: number;
  readonly call: ToolCall;
  /** What lies behind the call already, in the same measure as the parts of runs. */
  readonly doneBefore?: number;
}

/** How the runs stand when all have ended or the time has passed, with progress meanwhile. */
export async function waitForRuns(
  runs: CollectionRuns,
  started: readonly CollectionRun[],
  { begun, waitSeconds, call, doneBefore = 0 }: WaitForRunsOptions,
): Promise<readonly CollectionRun[]> {
  if (waitSeconds === 0) return started.map((run) => runs.get(run.id) ?? run);
  let told = doneBefore;
  const latest = new Map(started.map((run) => [run.id, run]));
  const tell = (run: CollectionRun) => {
    latest.set(run.id, run);
    const all = [...latest.values()];
    const done = all.reduce((sum, { state, progress }) => sum + (state === "running" ? progress.done : progress.total), 0);
    const total = all.reduce((sum, { progress }) => sum + progress.total, 0);
    // A message more is no part more, and yet progress has to increase with every notification (MCP, Progress).
    told = Math.max(doneBefore + done, told + leastStep);
    call.onProgress(
      told,
      doneBefore + total + 1,
      all.length === 1 ? messageOfRun(run) : `${runCountsText(all)}; ${run.node}: ${messageOfRun(run)}`,
    );
  };
  try {
    return await Promise.all(started.map(({ id }) => runs.wait(id, { signal: call.signal, forMs: waitSeconds * 1000, onProgress: tell })));
  } catch (error) {
    if (call.signal.aborted && !isDeadline(call.signal.reason)) {
      await Promise.all(begun.filter((id) => runs.waiting(id) === 0).map((id) => runs.cancel(id)));
    }
    throw error;
  }
}

/** Of a run that says forty things at most. */
const leastStep = 0.01;

/** A call that took too long was not taken back: what it began goes on, and can be asked about. */
function isDeadline(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "TimeoutError";
}
