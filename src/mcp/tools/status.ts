import { statusContract } from "../../contract/tools/status.ts";
import { isoTime } from "../../model/iso-time.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { executionResult, pollIntervalOf } from "../../report/fleet/execution-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { defineTool } from "../tool.ts";

export const statusTool = defineTool(statusContract, async ({ executionId, includeStepDetails }, { runs }) => {
  const run = runs.get(executionId);
  if (run === undefined) throw new ToolFailure("unknown-run", `no collection has the id ${executionId}`);
  const execution = executionResult(run);
  const { status, failureReason, task } = execution;
  const suggestedPollIntervalSeconds = pollIntervalOf([run]);
  return {
    value: {
      success: true as const,
      ...execution,
      automation: {
        executionId: run.id,
        status,
        progress: task.progress,
        ...(failureReason === undefined ? {} : { failureReason }),
        ...(includeStepDetails
          ? { stepDetails: run.steps.map(({ atMs, message }) => ({ at: isoTime(atMs), message: harmlessText(message) })) }
          : {}),
      },
      ...(suggestedPollIntervalSeconds === undefined ? {} : { suggestedPollIntervalSeconds }),
      ...(runs.remarks.length === 0 ? {} : { gaps: [...runs.remarks] }),
    },
  };
});
