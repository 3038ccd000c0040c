import { batchStatusContract } from "../../contract/tools/batch-status.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { executionResult, pollAnswer, runCounts } from "../../report/fleet/execution-result.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";

export const batchStatusTool = defineTool(batchStatusContract, async ({ batchId, executionIds }, { runs }) => {
  if ((batchId === undefined) === (executionIds === undefined)) {
    throw new ToolFailure("bad-argument", "one of batchId and executionIds is needed, and not both");
  }
  const { found, gaps } = batchId === undefined ? runsById(executionIds ?? [], runs) : runsOfBatch(batchId, runs);
  const summary = runCounts(found);
  return {
    value: {
      success: true as const,
      ...(batchId === undefined ? {} : { batchId }),
      allComplete: summary.running === 0,
      summary,
      executions: found.map(executionResult),
      ...pollAnswer(found),
      ...gapsAnswer([...gaps, ...runs.remarks]),
      nextStep:
        summary.running > 0 ? "Call batch_status again until allComplete." : "Call compare_nodes with the nodes that were collected.",
    },
  };
});

function runsOfBatch(batchId: string, runs: ToolContext["runs"]) {
  const found = runs.list().filter(({ batches }) => batches.some(({ id }) => id === batchId));
  const all = found.flatMap(({ batches }) => batches.filter(({ id }) => id === batchId).map((batch) => batch.runs))[0];
  if (all === undefined) throw new ToolFailure("unknown-run", `no collection is of a batch ${batchId}`);
  const gaps = found.length < all ? [`${all - found.length} of the ${all} collections of this batch have been forgotten since.`] : [];
  return { found, gaps };
}

/** A caller that has one id wrong still hears of the others. */
function runsById(ids: readonly string[], runs: ToolContext["runs"]) {
  const asked = [...new Set(ids)].map((id) => ({ id, run: runs.get(id) }));
  const found = asked.flatMap(({ run }) => run ?? []);
  const unknown = asked.filter(({ run }) => run === undefined).map(({ id }) => id);
  if (found.length === 0) throw new ToolFailure("unknown-run", `no collection has any of these ids: ${unknown.join(", ")}`);
  return { found, gaps: unknown.map((id) => `No collection has the id ${id}.`) };
}
