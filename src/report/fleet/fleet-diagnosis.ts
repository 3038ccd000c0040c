import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import { isInTrouble, type Severity, severityOrder } from "../../model/verdict.ts";
import { culpritWords } from "../../verdict/culprit-words.ts";
import type { DiagnoseResult } from "../diagnose-result.ts";
import type { Block, Document } from "../document.ts";
import { percentText } from "../figures.ts";
import { harmlessValue } from "../harmless-value.ts";
import { answeredText, namesText, unansweredBlocks } from "./unanswered.ts";

/** What several agents said of their nodes, and who said nothing. */
export interface FleetDiagnosis {
  readonly answers: readonly { readonly agent: string; readonly diagnosis: DiagnoseResult }[];
  readonly unanswered: readonly UnansweredAgent[];
}

/** The answer as data; `src/contract/fleet-diagnosis.ts` is its schema. */
export function fleetDiagnosisResult(fleet: FleetDiagnosis) {
  const { answers, unanswered } = harmlessValue(fleet);
  return {
    schemaVersion: 1 as const,
    severity: worstSeverity(fleet),
    nodes: worstFirst(answers).map(({ agent, diagnosis }) => ({ agent, ...diagnosis })),
    unanswered,
  };
}

/** The worst that any node is in. Nobody knows what a silent one is in: it counts as unknown, never as well. */
export function worstSeverity({ answers, unanswered }: FleetDiagnosis): Severity {
  const known = answers.map(({ diagnosis }) => diagnosis.verdict.severity);
  const all = unanswered.length > 0 || known.length === 0 ? [...known, "unknown" as const] : known;
  return severityOrder.find((severity) => all.includes(severity)) ?? "unknown";
}

/**
 * For a person with two hundred nodes: how many are in what, the worst in a table, what they have in common, each of them in a few words, and who did not answer and what
 * helps. Of nodes that are well there are only as many lines as leave the others in sight; the data has them all. `oneNode` names the option that asks for one alone.
 */
export function fleetDiagnosisReport(fleet: FleetDiagnosis, oneNode: "--agents" | "--agents-node"): Document {
  const { answers, unanswered } = harmlessValue(fleet);
  const nodes = worstFirst(answers);
  const inTrouble = nodes.filter(isTroubled);
  return [
    { kind: "title", text: titleText(nodes, unanswered) },
    ...nodeBlocks(nodes, inTrouble.length),
    ...sharedBlocks(inTrouble),
    ...inTrouble.slice(0, mostTold).flatMap(troubleBlocks),
    ...wholeBlocks(inTrouble, oneNode),
    ...unansweredBlocks(unanswered),
  ];
}

type Nodes = FleetDiagnosis["answers"];

/** Of nodes that are well, where there are none in trouble. */
const fewNodes = 20;
const mostInTrouble = 60;
/** In some words each. */
const mostTold = 8;
/** The most fitting come first. */
const mostPlans = 3;

function worstFirst(answers: Nodes): Nodes {
  const rank = (severity: Severity) => severityOrder.indexOf(severity);
  return answers.toSorted(
    (one, other) =>
      rank(one.diagnosis.verdict.severity) - rank(other.diagnosis.verdict.severity) ||
      one.diagnosis.node.localeCompare(other.diagnosis.node, "en", { numeric: true }),
  );
}

function isTroubled({ diagnosis }: Nodes[number]): boolean {
  return isInTrouble(diagnosis.verdict.severity);
}

function titleText(nodes: Nodes, unanswered: readonly UnansweredAgent[]): string {
  const counts = countsText(nodes);
  const silent = unanswered.length === 0 || nodes.length === 0 ? "" : `; ${unanswered.length} did not`;
  return `${answeredText(nodes.length, unanswered.length)}${counts === "" ? "" : `: ${counts}`}${silent}`;
}

function countsText(nodes: Nodes): string {
  const counts = severityOrder.map((severity) => [
    nodes.filter(({ diagnosis }) => diagnosis.verdict.severity === severity).length,
    severity,
  ]);
  return counts.flatMap(([count, severity]) => (count === 0 ? [] : [`${count} ${severity}`])).join(", ");
}

function nodeBlocks(nodes: Nodes, troubles: number): readonly Block[] {
  if (nodes.length === 0) return [];
  const shown = nodes.slice(0, Math.max(Math.min(troubles, mostInTrouble), fewNodes));
  const rest = nodes.slice(shown.length);
  return [
    {
      kind: "table",
      columns: (["node", "severity", "limit", "why", "who"] as const).map((title) => ({ title, align: "left" })),
      rows: shown.map(nodeRow),
    },
    ...(rest.length === 0
      ? []
      : [{ kind: "paragraph" as const, text: `… and ${rest.length} more: ${countsText(rest)} (--output json has them all)` }]),
  ];
}

function nodeRow(answer: Nodes[number]): readonly string[] {
  const { node, verdict, culprits } = answer.diagnosis;
  const [culprit] = culprits;
  return [
    node,
    verdict.severity,
    verdict.limit,
    [...verdict.causes, ...verdict.lookAlikes].map(({ id }) => id).join(", ") || "-",
    isTroubled(answer) && culprit !== undefined ? `${culpritWords(culprit)} ${percentText(culprit.share)}` : "-",
  ];
}

/** A workload that fills several tables is one matter, and not one of each node. A bare address is another host's on every node. */
function sharedBlocks(inTrouble: Nodes): readonly Block[] {
  const places = inTrouble.flatMap(({ diagnosis: { node, culprits } }) =>
    culprits.filter(({ name, address }) => address !== undefined && address !== name).map(({ name, share }) => ({ node, name, share })),
  );
  const items = [...Map.groupBy(places, ({ name }) => name)].flatMap(([name, found]) => {
    const byNode = [...new Map(found.map((place) => [place.node, place])).values()];
    return byNode.length < 2 ? [] : [`${name}: ${namesText(byNode.map(({ node, share }) => `${node} ${percentText(share)}`))}`];
  });
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: "On several of them" },
        { kind: "list", items },
      ];
}

function troubleBlocks({ agent, diagnosis: { node, verdict, mitigation } }: Nodes[number]): readonly Block[] {
  const items = [
    // The summary ends with the first.
    ...verdict.causes.slice(1).map(({ id, because }) => `${id}: ${because}`),
    ...mitigation.immediate.slice(0, mostPlans).map(({ title, rating }) => `${title} [${rating}]`),
    ...(agent === node ? [] : [`asked at ${agent}`]),
  ];
  return [
    { kind: "heading", text: `${node}: ${verdict.limit} · ${verdict.severity} · confidence ${verdict.confidence}` },
    { kind: "paragraph", text: verdict.summary },
    ...(items.length === 0 ? [] : [{ kind: "list" as const, items }]),
  ];
}

function wholeBlocks(inTrouble: Nodes, oneNode: "--agents" | "--agents-node"): readonly Block[] {
  if (inTrouble.length === 0) return [];
  const untold = Math.max(inTrouble.length - mostTold, 0);
  const more = untold === 0 ? "" : `${untold} more are in trouble. `;
  const how = oneNode === "--agents" ? "--agents and its address alone" : "--agents-node and its name";
  return [{ kind: "paragraph", text: `${more}The whole answer of one node, with evidence and commands: the same command with ${how}.` }];
}
