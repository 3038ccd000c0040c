import { type CollectionRun, messageOfRun, type RunState } from "../../model/collection-run.ts";
import { isoTime } from "../../model/iso-time.ts";
import { harmlessText } from "../harmless-text.ts";

const statusOf = {
  running: "InProgress",
  completed: "Success",
  failed: "Failed",
  cancelled: "Cancelled",
} as const satisfies Record<RunState, string>;

export type ExecutionStatus = (typeof statusOf)[RunState];

/** The state that either of the two vocabularies means. */
export function runStateOf(word: RunState | ExecutionStatus): RunState {
  return runStateNames.find((state) => state === word || statusOf[state] === word) ?? "running";
}

const runStateNames = ["running", "completed", "failed", "cancelled"] as const satisfies readonly RunState[];

/** A collection as data; `src/contract/tools/parts/execution.ts` is its schema. */
export function executionResult(run: CollectionRun) {
  const { id, node, cluster, state, startedAtMs, endedAtMs, bundle, failure } = run;
  return {
    executionId: id,
    instanceId: harmlessText(node),
    ...(cluster === undefined ? {} : { cluster: harmlessText(cluster) }),
    status: statusOf[state],
    startedAt: isoTime(startedAtMs),
    ...(endedAtMs === undefined ? {} : { endedAt: isoTime(endedAtMs) }),
    ...(bundle?.id === undefined ? {} : { bundle: harmlessText(bundle.id) }),
    ...(bundle === undefined ? {} : { bundleBytes: bundle.bytes }),
    ...(bundle?.collectedAtMs === undefined ? {} : { takenAt: isoTime(bundle.collectedAtMs) }),
    ...(bundle?.wasThere === undefined ? {} : { nothingCollected: bundle.wasThere }),
    ...(failure === undefined ? {} : { failureReason: harmlessText(failure.message) }),
    task: taskResult([run], id, harmlessText(messageOfRun(run))),
  };
}

/** One run or several as one task: it runs while any does, and is failed where none was completed. */
export function taskResult(runs: readonly CollectionRun[], taskId: string, message: string) {
  const has = (state: RunState) => runs.some((run) => run.state === state);
  const state: RunState = runStateNames.find(has) ?? "completed";
  const total = runs.reduce((sum, { progress }) => sum + progress.total, 0);
  const done = runs.reduce((sum, run) => sum + (run.state === "running" ? run.progress.done : run.progress.total), 0);
  return { taskId, state, message, progress: total === 0 ? 100 : Math.floor((done / total) * 100) };
}

/** How long to wait before asking again, while any runs. */
export function pollAnswer(runs: readonly CollectionRun[]): { readonly suggestedPollIntervalSeconds?: number } {
  return runs.some(({ state }) => state === "running") ? { suggestedPollIntervalSeconds: 5 } : {};
}

export function runCounts(runs: readonly CollectionRun[]) {
  const count = (state: RunState) => runs.filter((run) => run.state === state).length;
  return {
    total: runs.length,
    running: count("running"),
    completed: count("completed"),
    failed: count("failed"),
    cancelled: count("cancelled"),
  };
}

export function runCountsText(runs: readonly CollectionRun[]): string {
  const { total, running, completed, failed, cancelled } = runCounts(runs);
  const parts = [
    ...(running === 0 ? [] : [`${running} under way`]),
    ...(completed === 0 ? [] : [`${completed} completed`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(cancelled === 0 ? [] : [`${cancelled} cancelled`]),
  ];
  return `${total} collections: ${parts.join(", ")}`;
}
