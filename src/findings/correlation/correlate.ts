import { type Component, type Finding, findingSeverities } from "../../model/finding.ts";
import type { LimitId } from "../../model/verdict.ts";
import { bySourceAndSubject } from "../by-source-and-subject.ts";
import { clusterId } from "../finding-id.ts";
import { type FoundRelation, relationsAmong } from "./found-relations.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { pivotFindings } from "./pivot-findings.ts";

export interface CorrelationQuestion {
  /** How far apart things may be and still belong together. */
  readonly windowSeconds: number;
  /** A finding's id, a check or pattern, a component, or words of a title or subject. */
  readonly pivot?: string;
  /** Only these parts of the node, and the pivot. */
  readonly components?: readonly Component[];
  /** Which time is looked at. */
  readonly span: { readonly startMs: number; readonly endMs: number };
  readonly collectedAtMs: number;
  /** What the verdict on the node is; unknown where it is missing. */
  readonly limit?: LimitId;
}

export interface Correlation {
  /** Empty where none was asked for, or where nothing fits what was. */
  readonly pivot: readonly Finding[];
  /** When things began and ended, in order of time. */
  readonly timeline: readonly Moment[];
  /** What happened together: around the pivot where there is one. The worst first. */
  readonly clusters: readonly TemporalCluster[];
  /** Pairs of which it is known that one leads to the other; time says only whether it may have here. */
  readonly relations: readonly FoundRelation[];
  /** The findings of the clusters around the pivot, or else of the worst one, in order of their first time. */
  readonly chain: readonly ChainLink[];
  /** What tells no time, and so is in no order. */
  readonly untimed: readonly Finding[];
  /** Never `high`: that things happened together does not make one the cause of the other. */
  readonly confidence: "medium" | "low" | "none";
  /** What bounds left out. */
  readonly cut: readonly string[];
}

export interface TemporalCluster {
  /** `C-` and a hash of the findings in it. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly members: readonly ClusterMember[];
  /** How many times the same findings came together. */
  readonly times: number;
}

export interface ClusterMember {
  readonly finding: Finding;
  /** From the pivot, or else from what came first. */
  readonly offsetSeconds: number;
  /** Else to the minute. */
  readonly isExact: boolean;
}

export interface ChainLink extends ClusterMember {
  readonly atMs: number;
  /** A reading of a state: when that began is not known. */
  readonly isState: boolean;
  /** Findings of the chain that it is known to lead to. */
  readonly leadsTo: readonly { readonly id: string; readonly because: string }[];
}

/** What happened together, and what of that is known to hang together. */
export function correlate(findings: readonly Finding[], question: CorrelationQuestion): Correlation {
  const pivot = question.pivot === undefined ? [] : pivotFindings(findings, question.pivot);
  const asked = question.components === undefined ? findings : findings.filter(isAskedOf(question.components, pivot));
  const windowMs = question.windowSeconds * 1000;
  const moments = asked.flatMap((finding) => momentsOf(finding, question, windowMs)).toSorted(byTime);
  const isAround = question.pivot !== undefined;
  const groups = isAround ? groupsAround(moments, new Set(pivot), windowMs) : groupsByOnset(moments, windowMs);
  const clusters = clustersOf(groups);
  const relations = relationsAmong(asked, moments, question.limit);
  const chained = isAround ? groups : worstGroup(groups, clusters);
  const timeline = shortened(moments);
  return {
    pivot,
    timeline,
    clusters: clusters.slice(0, mostClusters),
    relations: relations.slice(0, mostRelations),
    chain: chainOf(chained, pivot, relations),
    untimed: asked.filter(({ untimed }) => untimed > 0),
    confidence: confidenceOf(relations, clusters),
    cut: [
      ...cutText("moments of the timeline, of the least severe findings", moments.length - timeline.length),
      ...cutText("moments of the pivot, around which nothing was looked for", isAround ? anchorsOf(moments, pivot) - groups.length : 0),
      ...cutText("clusters, the least severe", clusters.length - mostClusters),
      ...cutText("known relations", relations.length - mostRelations),
    ],
  };
}

const mostMoments = 200;
const mostAnchors = 100;
const mostClusters = 20;
const mostRelations = 30;
const mostLinks = 20;

interface Group {
  /** What offsets are counted from. */
  readonly anchor: Moment;
  readonly moments: readonly Moment[];
}

function isAskedOf(components: readonly Component[], pivot: readonly Finding[]) {
  const wanted = new Set(components);
  return (finding: Finding) => wanted.has(finding.component) || pivot.includes(finding);
}

/** Whatever has a moment within the window of one of the pivot's. */
function groupsAround(moments: readonly Moment[], pivot: ReadonlySet<Finding>, windowMs: number): readonly Group[] {
  const anchors = moments.filter(({ finding }) => pivot.has(finding));
  // A pivot such as a component may stand for hundreds of findings that come and go all day.
  const worst = anchors.length <= mostAnchors ? anchors : anchors.toSorted(bySeverity).slice(0, mostAnchors);
  return worst.map((anchor) => ({
    anchor,
    moments: moments.filter(({ fromMs, untilMs }) => untilMs >= anchor.fromMs - windowMs && fromMs <= anchor.untilMs + windowMs),
  }));
}

/** Without a pivot, what began together: that of which each began within the window of the one before. What goes on all the time began once and joins only then. */
function groupsByOnset(moments: readonly Moment[], windowMs: number): readonly Group[] {
  const groups: { anchor: Moment; moments: Moment[] }[] = [];
  let reachMs = Number.NEGATIVE_INFINITY;
  for (const moment of moments) {
    const current = groups.at(-1);
    if (current === undefined || moment.fromMs > reachMs) groups.push({ anchor: moment, moments: [moment] });
    else current.moments.push(moment);
    reachMs = Math.max(reachMs, latestOnsetMs(moment) + windowMs);
  }
  return groups;
}

/** Where only the minute is known, it may have begun at its end. */
function latestOnsetMs({ fromMs, isExact }: Moment): number {
  return isExact ? fromMs : fromMs + 59_999;
}

function clustersOf(groups: readonly Group[]): readonly TemporalCluster[] {
  const byId = new Map<string, TemporalCluster>();
  for (const group of groups) {
    const members = membersOf(group);
    if (members.length < 2) continue;
    const id = clusterId(members.map(({ finding }) => finding.id));
    const known = byId.get(id);
    if (known !== undefined) {
      byId.set(id, { ...known, times: known.times + 1 });
      continue;
    }
    const startMs = Math.min(...group.moments.map(({ fromMs }) => fromMs));
    const endMs = Math.max(...group.moments.map(({ untilMs }) => untilMs));
    byId.set(id, { id, startMs, endMs, members, times: 1 });
  }
  return [...byId.values()].toSorted(
    (left, right) => severityRank(left.members) - severityRank(right.members) || right.members.length - left.members.length,
  );
}

/** Each finding once, by the moment that is nearest to the anchor. */
function membersOf({ anchor, moments }: Group): readonly ClusterMember[] {
  const nearest = new Map<Finding, Moment>();
  for (const moment of moments) {
    const known = nearest.get(moment.finding);
    if (known === undefined || distance(moment, anchor) < distance(known, anchor)) nearest.set(moment.finding, moment);
  }
  return [...nearest.values()].toSorted(byTime).map((moment) => memberOf(moment, anchor));
}

function memberOf({ finding, fromMs, isExact }: Moment, anchor: Moment): ClusterMember {
  return { finding, offsetSeconds: Math.round((fromMs - anchor.fromMs) / 1000), isExact: isExact && anchor.isExact };
}

function distance(moment: Moment, anchor: Moment): number {
  return Math.abs(moment.fromMs - anchor.fromMs);
}

function severityRank(members: readonly ClusterMember[]): number {
  return Math.min(...members.map(({ finding }) => findingSeverities.indexOf(finding.severity)));
}

function worstGroup(groups: readonly Group[], [worst]: readonly TemporalCluster[]): readonly Group[] {
  const group = groups.find(
    (candidate) => worst !== undefined && clusterId(membersOf(candidate).map(({ finding }) => finding.id)) === worst.id,
  );
  return group === undefined ? [] : [group];
}

function chainOf(groups: readonly Group[], pivot: readonly Finding[], relations: readonly FoundRelation[]): readonly ChainLink[] {
  const firsts = new Map<Finding, Moment>();
  for (const moment of groups.flatMap((group) => group.moments).toSorted(byTime)) {
    if (!firsts.has(moment.finding)) firsts.set(moment.finding, moment);
  }
  if (firsts.size < 2) return [];
  const kept = [...firsts.values()]
    .toSorted((left, right) => Number(pivot.includes(right.finding)) - Number(pivot.includes(left.finding)) || bySeverity(left, right))
    .slice(0, mostLinks)
    .toSorted(byTime);
  const anchor = kept.find(({ finding }) => pivot.includes(finding)) ?? kept[0];
  const ids = new Set(kept.map(({ finding }) => finding.id));
  return kept.map(
    (moment): ChainLink => ({
      ...memberOf(moment, anchor ?? moment),
      atMs: moment.fromMs,
      isState: moment.isState,
      leadsTo: relations
        .filter(
          ({ cause, consequence, order }) => cause.id === moment.finding.id && ids.has(consequence.id) && order !== "consequence first",
        )
        .map(({ consequence, because }) => ({ id: consequence.id, because })),
    }),
  );
}

function anchorsOf(moments: readonly Moment[], pivot: readonly Finding[]): number {
  const pivots = new Set(pivot);
  return moments.filter(({ finding }) => pivots.has(finding)).length;
}

function confidenceOf(relations: readonly FoundRelation[], clusters: readonly TemporalCluster[]): Correlation["confidence"] {
  const isBacked = relations.some(({ cause, order }) => order === "cause first" || (order === "unknown" && cause.from === "check"));
  if (isBacked) return "medium";
  return clusters.length > 0 ? "low" : "none";
}

function shortened(moments: readonly Moment[]): readonly Moment[] {
  if (moments.length <= mostMoments) return moments;
  return moments.toSorted(bySeverity).slice(0, mostMoments).toSorted(byTime);
}

function cutText(what: string, count: number): readonly string[] {
  return count > 0 ? [`${count} ${what}`] : [];
}

function byTime(left: Moment, right: Moment): number {
  return left.fromMs - right.fromMs || bySeverity(left, right) || bySourceAndSubject(left.finding, right.finding);
}

function bySeverity(left: Moment, right: Moment): number {
  return findingSeverities.indexOf(left.finding.severity) - findingSeverities.indexOf(right.finding.severity);
}
