import { collectContract } from "../../contract/tools/collect.ts";
import { ageSeconds } from "../../model/age-seconds.ts";
import type { CollectionRun } from "../../model/collection-run.ts";
import { executionResult, pollAnswer } from "../../report/fleet/execution-result.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { defineTool } from "../tool.ts";
import { waitForRuns } from "../wait-for-runs.ts";

export const collectTool = defineTool(collectContract, async (input, { fleet, runs, clock }, call) => {
  const { instanceId, idempotencyToken, waitSeconds } = input;
  const node = await fleet.find(instanceId, call.signal);
  const { run: started, joined } = runs.start(node, idempotencyToken === undefined ? {} : { idempotencyToken });
  const [run = started] = await waitForRuns(runs, [started], { begun: joined === undefined ? [started.id] : [], waitSeconds, call });
  const collectedAtMs = run.bundle?.collectedAtMs;
  return {
    value: {
      success: true as const,
      ...executionResult(run),
      idempotent: joined !== undefined,
      ...(collectedAtMs === undefined ? {} : { ageSeconds: ageSeconds(collectedAtMs, clock.nowMs()) }),
      ...pollAnswer([run]),
      ...gapsAnswer(runs.remarks),
      nextStep: nextStepOf(run, joined),
    },
  };
});

function nextStepOf({ state, failure }: CollectionRun, joined: "token" | "under-way" | undefined): string {
  if (state === "running") return "Call status with executionId until it has ended.";
  if (state === "completed") return "Call quick_triage, errors or search with instanceId.";
  if (joined === "token") return "Call collect with another idempotencyToken to try again.";
  return failure?.code === "node-unanswered"
    ? "Run ullage diagnose on the node itself: a full table refuses new connections, ours too. What was collected before says nothing about today."
    : "Call collect again when the reason is gone.";
}
