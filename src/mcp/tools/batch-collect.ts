import { type Candidate, eligible, type LeftOut, sampleNodes } from "../../analysis/fleet/sample-nodes.ts";
import { batchCollectContract } from "../../contract/tools/batch-collect.ts";
import type { CollectionRun } from "../../model/collection-run.ts";
import type { FleetNode } from "../../operations/fleet/fleet.ts";
import { type DiagnoseNodesOptions, diagnoseNodes } from "../../operations/many-nodes/diagnose-nodes.ts";
import { nodesOfCluster } from "../../operations/many-nodes/nodes-of-cluster.ts";
import { executionResult, pollAnswer, runCountsText, taskResult } from "../../report/fleet/execution-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import { defineTool, type ToolCall } from "../tool.ts";
import { waitForRuns } from "../wait-for-runs.ts";

export const batchCollectTool = defineTool(batchCollectContract, async (input, { fleet, runs, clock }, call) => {
  const { clusterName, filter, dryRun, waitSeconds } = input;
  const { cluster, nodes, unanswered, remarks } = await nodesOfCluster(fleet, clusterName, call.signal);
  const judged = await judge(nodes, { kind: fleet.kind, clock }, call);
  const { nodes: wanted, leftOut } = eligible(judged, filter);
  const sample = sampleNodes(wanted, { ...input, maximum: input.maxTotalCollections });
  const batch = dryRun || sample.chosen.length === 0 ? undefined : runs.startBatch(sample.chosen.map(({ node }) => node));
  const ended =
    batch === undefined ? [] : await waitForRuns(runs, batch.runs, { begun: batch.begun, waitSeconds, call, doneBefore: nodes.length });
  return {
    value: {
      success: true as const,
      ...(cluster === undefined ? {} : { cluster: harmlessText(cluster) }),
      ...(batch === undefined ? {} : { batchId: batch.batchId, task: taskResult(ended, batch.batchId, runCountsText(ended)) }),
      dryRun,
      totalNodes: nodes.length,
      buckets: sample.buckets.map(({ signature, nodes: totalNodes, sampled }) => ({
        signature: harmlessText(signature),
        totalNodes,
        sampleCount: sampled.length,
        sampleNodes: sampled.map(harmlessText),
      })),
      leftOut: harmlessValue([...leftOut, ...sample.leftOut, ...silent(unanswered)].map(leftOutResult)),
      executions: ended.map(executionResult),
      ...pollAnswer(ended),
      gaps: harmlessValue([
        ...remarks,
        ...sample.untold.map((dimension) => `Nobody told the ${dimension} of these nodes, so that nothing was grouped by it.`),
        ...shortened(judged.flatMap(({ gap }) => gap ?? [])),
        ...runs.remarks,
      ]),
      nextStep: nextStepOf(ended, dryRun),
    },
  };
});

interface JudgedNode extends Candidate {
  readonly node: FleetNode;
  readonly gap?: string;
}

/** Unhealthy nodes come first, so that each is looked at before any is chosen. */
async function judge(
  nodes: readonly FleetNode[],
  source: Pick<DiagnoseNodesOptions, "kind" | "clock">,
  call: ToolCall,
): Promise<readonly JudgedNode[]> {
  const { signal, onProgress } = call;
  const { asked, unanswered } = await diagnoseNodes(nodes, {
    ...source,
    signal,
    onProgress: (done, _, message) => onProgress(done, undefined, `looked at ${message}`),
  });
  const severities = new Map(asked.map(({ facts, diagnosis }) => [facts, diagnosis.verdict.severity]));
  const gaps = new Map(unanswered.map(({ name, because }) => [name, `${name} could not be judged: ${because}`]));
  return nodes.map((node) => {
    const severity = severities.get(node.facts);
    const gap = severity === undefined ? gaps.get(node.facts.name) : undefined;
    return { node, facts: node.facts, ...(severity === undefined ? {} : { severity }), ...(gap === undefined ? {} : { gap }) };
  });
}

function shortened(gaps: readonly string[]): readonly string[] {
  const more = gaps.length - mostGaps;
  return more > 0 ? [...gaps.slice(0, mostGaps), `${more} more could not be judged.`] : gaps;
}

const mostGaps = 10;
const mostNames = 20;

function leftOutResult({ because, names }: LeftOut) {
  return { because, count: names.length, nodes: names.slice(0, mostNames) };
}

function silent(unanswered: readonly { readonly agent: string; readonly because: string }[]): readonly LeftOut[] {
  return [...Map.groupBy(unanswered, ({ because }) => because)].map(([because, agents]) => ({
    because: `it did not answer: ${because}`,
    names: agents.map(({ agent }) => agent),
  }));
}

function nextStepOf(ended: readonly CollectionRun[], dryRun: boolean): string {
  if (dryRun) return "Call batch_collect again without dryRun to collect them.";
  if (ended.length === 0) return "Call cluster_health to see the nodes; leftOut says why none was chosen.";
  if (ended.some(({ state }) => state === "running")) return "Call batch_status with batchId until allComplete.";
  return "Call compare_nodes with the nodes that were collected.";
}
