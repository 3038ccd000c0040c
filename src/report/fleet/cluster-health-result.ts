import { byName } from "../../analysis/fleet/by-name.ts";
import type { ClusterHealth } from "../../analysis/fleet/cluster-health.ts";
import type { NodeCondition } from "../../analysis/fleet/node-condition.ts";
import { ageSeconds } from "../../model/age-seconds.ts";
import { isInTrouble } from "../../model/verdict.ts";
import { harmlessValue } from "../harmless-value.ts";
import { answeringNodeResult } from "./answering-node-result.ts";
import { notListedResult } from "./not-listed-result.ts";

export interface ClusterHealthAnswer {
  readonly cluster?: string;
  readonly health: ClusterHealth;
  readonly totalNodes: number;
  readonly unanswered: readonly { readonly name: string; readonly code: string; readonly because: string }[];
  readonly nowMs: number;
  readonly maxNodes: number;
}

/** The answer as data; `src/contract/tools/cluster-health.ts` is its schema. Nodes that are in trouble come first, and of the rest as many as were asked for. */
export function clusterHealthResult({ cluster, health, totalNodes, unanswered, nowMs, maxNodes }: ClusterHealthAnswer) {
  const { conditions, bySeverity, zones, nodegroups, reading } = health;
  const rest = conditions.slice(maxNodes);
  const [oldestMs] = conditions.map(({ takenAtMs }) => takenAtMs).sort((one, other) => one - other);
  return harmlessValue({
    ...(cluster === undefined ? {} : { cluster }),
    healthSummary: {
      totalNodes,
      answered: conditions.length,
      unanswered: unanswered.length,
      bySeverity,
      azDistribution: zones.counts,
      nodegroupDistribution: nodegroups.counts,
    },
    reading: {
      kind: reading.kind,
      says: reading.says,
      limits: reading.limits.map(copy),
      causes: reading.causes.map(copy),
      lookAlikes: reading.lookAlikes.map(copy),
      workloads: reading.workloads.map((workload) => ({
        ...copy(workload),
        largestShare: rounded(workload.largestShare, 3),
        onNode: workload.onNode,
      })),
      alikeIn: reading.alikeIn.map((likeness) => ({ ...likeness })),
    },
    ...(oldestMs === undefined ? {} : { ageSeconds: ageSeconds(oldestMs, nowMs) }),
    unhealthyNodes: conditions
      .filter(({ severity }) => isInTrouble(severity))
      .map(({ facts }) => facts.name)
      .slice(0, mostUnhealthy),
    nodes: conditions.slice(0, maxNodes).map(nodeResult),
    ...notListedResult(rest.map(({ severity }) => severity)),
    unanswered: unanswered.slice(0, mostUnanswered).map(({ name, code, because }) => ({ instanceId: name, code, because })),
    nodegroups: Object.keys(nodegroups.counts).sort(byName),
  });
}

const mostUnhealthy = 200;
const mostUnanswered = 100;

function nodeResult(condition: NodeCondition) {
  const {
    facts,
    severity,
    limit,
    cause,
    lookAlikes,
    confidence,
    use,
    secondsToFull,
    workloads,
    notEvaluated,
    isLive,
    bundleId,
    takenAtMs,
  } = condition;
  const [top] = workloads;
  // All of one cluster, which the answer names once.
  const { cluster: _, ...ofRow } = facts;
  return {
    ...answeringNodeResult({ facts: ofRow, isLive, ...(bundleId === undefined ? {} : { bundleId }), takenAtMs }),
    severity,
    limit,
    ...(cause === undefined ? {} : { cause }),
    ...(lookAlikes.length === 0 ? {} : { lookAlikes: [...lookAlikes] }),
    confidence,
    ...(use?.ratio === undefined ? {} : { usePercent: rounded(use.ratio * 100, 1) }),
    ...(use === undefined ? {} : { count: use.entries }),
    ...(secondsToFull === undefined ? {} : { fullInSeconds: secondsToFull }),
    ...(top === undefined ? {} : { topWorkload: `${top.name} ${rounded(top.share * 100, 1)} %` }),
    ...(facts.isReady === undefined ? {} : { isReady: facts.isReady }),
    unevaluated: notEvaluated,
  };
}

function copy<Id extends string>({ id, nodes, names }: { readonly id: Id; readonly nodes: number; readonly names: readonly string[] }) {
  return { id, nodes, names: [...names] };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
