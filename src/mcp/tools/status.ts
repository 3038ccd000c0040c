import { statusContract } from "../../contract/tools/status.ts";
import { isoTime } from "../../model/iso-time.ts";
import { executionResult, pollAnswer } from "../../report/fleet/execution-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { runOfId } from "../arguments/run-of-id.ts";
import { defineTool } from "../tool.ts";

export const statusTool = defineTool(statusContract, async ({ executionId, includeStepDetails }, { runs }) => {
  const run = runOfId(runs, executionId);
  const execution = executionResult(run);
  const { status, failureReason, task } = execution;
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
      ...pollAnswer([run]),
      ...gapsAnswer(runs.remarks),
    },
  };
});
