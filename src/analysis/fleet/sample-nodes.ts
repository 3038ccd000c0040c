import type { NodeFacts } from "../../model/node-facts.ts";
import { isInTrouble, type Severity, severityOrder } from "../../model/verdict.ts";
import { byName } from "./by-name.ts";
import { type GroupDimension, groupDimensions, splittingDimensions } from "./group-dimensions.ts";

/** A node that may be collected. */
export interface Candidate {
  readonly facts: NodeFacts;
  /** Missing where it could not be judged. */
  readonly severity?: Severity;
}

export const groupings = ["auto", "az", "nodegroup", "instance-type", "ami"] as const;
export type Grouping = (typeof groupings)[number];

export interface SampleOptions {
  readonly groupBy: Grouping;
  /** `all` takes each node, as far as the maximum goes. */
  readonly strategy: "sample" | "all";
  readonly samplesPerBucket: number;
  readonly maximum: number;
}

export interface NodeSample<Node> {
  /** The worst first. */
  readonly buckets: readonly Bucket[];
  /** In the order in which they are to be collected: the worst of each bucket before the second of any. */
  readonly chosen: readonly Node[];
  readonly leftOut: readonly LeftOut[];
  /** What nobody told, so that nothing was grouped by it. */
  readonly untold: readonly GroupDimension[];
}

/** Nodes that are alike in what they were grouped by. */
export interface Bucket {
  readonly signature: string;
  readonly nodes: number;
  readonly sampled: readonly string[];
}

export interface LeftOut {
  readonly because: string;
  readonly names: readonly string[];
}

/**
 * Which nodes of many are collected: of each kind some, the worst first. The same nodes give the same choice. As long as there are no more buckets than may be
 * collected each has one at least; `auto` groups by as much as leaves that so.
 */
export function sampleNodes<Node extends Candidate>(
  candidates: readonly Node[],
  { groupBy, strategy, samplesPerBucket, maximum }: SampleOptions,
): NodeSample<Node> {
  const facts = candidates.map((candidate) => candidate.facts);
  const dimensions = groupBy === "auto" ? splittingDimensions(candidates, maximum) : [groupBy];
  const untold = dimensions.filter((name) => facts.length > 0 && facts.every((one) => groupDimensions[name]({ facts: one }) === undefined));
  const groups = [...Map.groupBy(candidates, (candidate) => signatureOf(candidate, dimensions))]
    .map(([signature, members]) => ({ signature, members: members.toSorted(worstFirst) }))
    .sort(
      (one, other) =>
        rankOf(one.members[0]) - rankOf(other.members[0]) ||
        other.members.length - one.members.length ||
        byName(one.signature, other.signature),
    );
  const perBucket = strategy === "all" ? Number.POSITIVE_INFINITY : samplesPerBucket;
  const chosen: Node[] = [];
  const taken = groups.map(() => 0);
  const most = Math.max(0, ...groups.map(({ members }) => members.length));
  for (let round = 0; round < Math.min(most, perBucket) && chosen.length < maximum; round++) {
    for (const [place, { members }] of groups.entries()) {
      const member = members[round];
      if (member === undefined || chosen.length >= maximum) continue;
      chosen.push(member);
      taken[place] = round + 1;
    }
  }
  const buckets = groups.map(({ signature, members }, place) => ({
    signature,
    nodes: members.length,
    sampled: members.slice(0, taken[place]).map((member) => member.facts.name),
  }));
  const isFull = chosen.length >= maximum;
  const beyond = groups.flatMap(({ members }, place) =>
    members.slice(taken[place]).map((member, index) => ({ member, at: index + (taken[place] ?? 0) })),
  );
  const leftOut = (wanted: boolean) =>
    beyond.filter(({ at }) => (isFull && at < perBucket) === wanted).map(({ member }) => member.facts.name);
  return {
    buckets,
    chosen,
    leftOut: [
      { because: `no more than ${maximum} are collected at once (maxTotalCollections)`, names: leftOut(true) },
      { because: `${samplesPerBucket} of a bucket speak for the others in it (samplesPerBucket)`, names: leftOut(false) },
    ].filter(({ names }) => names.length > 0),
    untold,
  };
}

function signatureOf(candidate: Candidate, dimensions: readonly GroupDimension[]): string {
  if (dimensions.length === 0) return "all";
  return dimensions.map((name) => `${name}=${groupDimensions[name](candidate) ?? "unknown"}`).join(" ");
}

function worstFirst(one: Candidate, other: Candidate): number {
  return rankOf(one) - rankOf(other) || byName(one.facts.name, other.facts.name);
}

/** What could not be judged stands beside what is not known. */
function rankOf(candidate: Candidate | undefined): number {
  return severityOrder.indexOf(candidate?.severity ?? "unknown");
}

/** Nodes that are passed over before anything is sampled. */
export function eligible<Node extends Candidate>(
  candidates: readonly Node[],
  filter: "all" | "unhealthy" | "notready",
): { readonly nodes: readonly Node[]; readonly leftOut: readonly LeftOut[] } {
  if (filter === "all") return { nodes: candidates, leftOut: [] };
  const reasonOf = filter === "unhealthy" ? whyHealthy : whyReady;
  const groups = Map.groupBy(candidates, reasonOf);
  return {
    nodes: groups.get(undefined) ?? [],
    leftOut: [...groups].flatMap(([because, members]) =>
      because === undefined ? [] : [{ because, names: members.map(({ facts }) => facts.name).sort(byName) }],
    ),
  };
}

/** What could not be judged is not known to be healthy. */
function whyHealthy({ severity }: Candidate): string | undefined {
  if (severity === undefined || severity === "unknown" || isInTrouble(severity)) return undefined;
  return `its verdict is ${severity}, and filter is unhealthy`;
}

function whyReady({ facts: { isReady } }: Candidate): string | undefined {
  if (isReady === undefined) return "nobody told whether it is Ready, and filter is notready";
  return isReady ? "it is Ready, and filter is notready" : undefined;
}
