import type { NodeFacts } from "../../model/node-facts.ts";
import { type Severity, severityOrder } from "../../model/verdict.ts";
import { byName } from "./by-name.ts";
import { type FleetReading, readFleet } from "./fleet-reading.ts";
import type { NodeCondition } from "./node-condition.ts";

export interface ClusterHealth {
  /** The worst first, then the fullest. */
  readonly conditions: readonly NodeCondition[];
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Of all nodes, asked or not. */
  readonly zones: Distribution;
  readonly nodegroups: Distribution;
  readonly reading: FleetReading;
  /** What bounds the answer, in words for a person. */
  readonly remarks: readonly string[];
}

/** How many nodes have which value. Nodes of which it is not told are no value. */
export interface Distribution {
  readonly counts: Readonly<Record<string, number>>;
  readonly untold: number;
}

/** Older bundles say how a node was, and not how it is. */
const nearSeconds = 3600;

export function clusterHealth(members: readonly NodeFacts[], conditions: readonly NodeCondition[]): ClusterHealth {
  const zones = distribution(members, ({ zone }) => zone);
  const nodegroups = distribution(members, ({ nodegroup }) => nodegroup);
  return {
    conditions: conditions.toSorted(worstFirst),
    bySeverity: {
      critical: countOf(conditions, "critical"),
      warning: countOf(conditions, "warning"),
      notice: countOf(conditions, "notice"),
      ok: countOf(conditions, "ok"),
      unknown: countOf(conditions, "unknown"),
    },
    zones,
    nodegroups,
    reading: readFleet(conditions),
    remarks: [
      ...untoldRemark("zone", zones, members.length),
      ...untoldRemark("nodegroup", nodegroups, members.length),
      ...useRemark(conditions),
      ...timeRemark(conditions),
    ],
  };
}

export function worstFirst(one: NodeCondition, other: NodeCondition): number {
  return (
    severityOrder.indexOf(one.severity) - severityOrder.indexOf(other.severity) ||
    (other.use?.ratio ?? -1) - (one.use?.ratio ?? -1) ||
    byName(one.facts.name, other.facts.name)
  );
}

function countOf(conditions: readonly NodeCondition[], severity: Severity): number {
  return conditions.filter((condition) => condition.severity === severity).length;
}

/** Nodes may claim as many as they like. */
const mostValues = 50;

function distribution(members: readonly NodeFacts[], of: (member: NodeFacts) => string | undefined): Distribution {
  const counts = new Map<string, number>();
  let untold = 0;
  for (const member of members) {
    const value = of(member);
    if (value === undefined) untold++;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([one, count], [other, than]) => than - count || byName(one, other));
  const rest = sorted.slice(mostValues);
  const others = rest.length === 0 ? [] : [[`${rest.length} others`, rest.reduce((sum, [, count]) => sum + count, 0)] as const];
  return { counts: Object.fromEntries([...sorted.slice(0, mostValues), ...others]), untold };
}

function untoldRemark(what: string, { untold }: Distribution, all: number): readonly string[] {
  if (untold === 0) return [];
  return [untold === all ? `Nobody told the ${what} of any node.` : `Nobody told the ${what} of ${untold} of ${all} nodes.`];
}

function useRemark(conditions: readonly NodeCondition[]): readonly string[] {
  const unread = conditions.filter(({ use }) => use === undefined).length;
  return unread === 0 ? [] : [`How full the table is was not read on ${unread} of ${conditions.length} nodes.`];
}

function timeRemark(conditions: readonly NodeCondition[]): readonly string[] {
  const times = conditions.map(({ takenAtMs }) => takenAtMs);
  const spanSeconds =
    (times.reduce((latest, atMs) => Math.max(latest, atMs), 0) - times.reduce((first, atMs) => Math.min(first, atMs), Infinity)) / 1000;
  if (times.length < 2 || spanSeconds <= nearSeconds) return [];
  return [`The nodes were not looked at together: ${Math.round(spanSeconds / 3600)} h lie between the first and the last of them.`];
}
