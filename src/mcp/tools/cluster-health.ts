import { clusterHealth } from "../../analysis/fleet/cluster-health.ts";
import { conditionOf } from "../../analysis/fleet/node-condition.ts";
import { clusterHealthContract } from "../../contract/tools/cluster-health.ts";
import { diagnoseNodes } from "../../operations/many-nodes/diagnose-nodes.ts";
import { nodesOfCluster } from "../../operations/many-nodes/nodes-of-cluster.ts";
import { clusterHealthResult } from "../../report/fleet/cluster-health-result.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import { defineTool } from "../tool.ts";

export const clusterHealthTool = defineTool(clusterHealthContract, async (input, { fleet, clock }, call) => {
  const { clusterName, maxNodes, includeSSMStatus } = input;
  const { cluster, nodes, unanswered, remarks } = await nodesOfCluster(fleet, clusterName, call.signal);
  const diagnosed = await diagnoseNodes(nodes, { kind: fleet.kind, signal: call.signal, onProgress: call.onProgress, clock });
  const health = clusterHealth(
    nodes.map(({ facts }) => facts),
    diagnosed.asked.map(conditionOf),
  );
  const silent = [...unanswered.map(({ agent, code, because }) => ({ name: agent, code, because })), ...diagnosed.unanswered];
  // A bundle that speaks for a silent agent is of the same node.
  const spokenFor = fleet.kind === "agents" ? nodes.filter(({ isLive }) => !isLive).length : 0;
  const value = clusterHealthResult({
    ...(cluster === undefined ? {} : { cluster }),
    ...{ health, unanswered: silent, nowMs: clock.nowMs(), maxNodes },
    totalNodes: diagnosed.asked.length + silent.length - spokenFor,
  });
  return {
    value: {
      success: true as const,
      ...value,
      confidence: confidenceOf(diagnosed.asked.length, silent.length),
      gaps: harmlessValue([
        ...remarks,
        ...health.remarks,
        ...(includeSSMStatus === undefined ? [] : ["includeSSMStatus means nothing here: no node is asked through SSM."]),
      ]),
      nextStep: nextStepOf(
        health.reading.kind,
        silent.some(({ code }) => code === "no-connection"),
        diagnosed.asked.length > 0,
      ),
    },
  };
});

/** How much of the cluster the answer speaks for. */
function confidenceOf(answered: number, silent: number): "high" | "medium" | "low" | "none" {
  const share = answered / Math.max(1, answered + silent);
  if (share === 0) return "none";
  if (share < 0.5) return "low";
  return share < 0.9 ? "medium" : "high";
}

function nextStepOf(kind: string, isOneSilent: boolean, isOneHeard: boolean): string {
  if (isOneSilent && (kind === "none" || kind === "unknown"))
    return "Run ullage diagnose on the nodes under unanswered: a full table refuses new connections, ours too.";
  // Who cannot be asked cannot be collected either.
  if (!isOneHeard) return "Show an operator why, as unanswered and gaps say it; history has the bundles that can still be asked.";
  if (kind === "none") return "Call diagnose for a node that users complain of: what they see may have another cause.";
  if (kind === "unknown") return "Call batch_collect to collect nodes that could not be judged.";
  return kind === "individual"
    ? "Call diagnose for the node that is in trouble."
    : "Call compare_nodes with nodes that are in trouble and one that is well.";
}
