import { historyContract } from "../../contract/tools/history.ts";
import { ageSeconds } from "../../model/age-seconds.ts";
import { executionResult, runStateOf } from "../../report/fleet/execution-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { defineTool } from "../tool.ts";

export const historyTool = defineTool(historyContract, async ({ instanceId, maxResults, status }, { runs, shelf, clock }, call) => {
  const isAsked = (...names: readonly (string | undefined)[]) => instanceId === undefined || names.includes(instanceId);
  const state = status === "all" ? undefined : runStateOf(status);
  const executions = runs
    .list()
    .filter((run) => isAsked(run.node, run.instanceId, run.bundle?.id) && (state === undefined || run.state === state));
  const { bundles, unreadable } = await shelf.list(call.signal);
  const collections = bundles.filter((bundle) => isAsked(bundle.node, bundle.instanceId, bundle.id));
  const nowMs = clock.nowMs();
  return {
    value: {
      success: true as const,
      executions: executions.slice(0, maxResults).map(executionResult),
      totalExecutions: executions.length,
      collections: collections.slice(0, maxResults).map((bundle) => ({
        ...answeringBundleOf(bundle),
        ageSeconds: ageSeconds(bundle.collectedAtMs, nowMs),
        ...{ bundleBytes: bundle.bytes, isRedacted: bundle.isRedacted },
      })),
      totalCollections: collections.length,
      unreadable: unreadable.slice(0, maxResults).map(({ id, because }) => ({ bundle: harmlessText(id), because: harmlessText(because) })),
      totalUnreadable: unreadable.length,
      ...(runs.remarks.length === 0 ? {} : { gaps: [...runs.remarks] }),
    },
  };
});
