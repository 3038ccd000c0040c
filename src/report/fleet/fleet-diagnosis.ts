import type { Severity } from "../../model/verdict.ts";
import { culpritWords } from "../../verdict/culprit-words.ts";
import type { DiagnoseResult } from "../diagnose-result.ts";
import type { Block, Document } from "../document.ts";
import { percentText } from "../figures.ts";
import { harmlessText } from "../harmless-text.ts";
import { harmlessUnanswered, type UnansweredAgent, unansweredBlocks } from "./unanswered.ts";

/** What several agents said of their nodes, and who said nothing. */
export interface FleetDiagnosis {
  readonly answers: readonly { readonly agent: string; readonly diagnosis: DiagnoseResult }[];
  readonly unanswered: readonly UnansweredAgent[];
}

/** The answer as data; `src/contract/fleet-diagnosis.ts` is its schema. */
export function fleetDiagnosisResult({ answers, unanswered }: FleetDiagnosis) {
  const nodes = worstFirst(answers);
  return {
    schemaVersion: 1 as const,
    severity: worstSeverity(nodes),
    nodes: nodes.map(({ agent, diagnosis }) => ({ agent: harmlessText(agent), ...diagnosis })),
    unanswered: harmlessUnanswered(unanswered),
  };
}

/** The worst that any node is in; unknown where nobody answered. */
export function worstSeverity(answers: FleetDiagnosis["answers"]): Severity {
  return worstFirst(answers)[0]?.diagnosis.verdict.severity ?? "unknown";
}

/** The nodes worst first, what they have in common, the ones in trouble in a few words each, and who did not answer. */
export function fleetDiagnosisReport({ answers, unanswered }: FleetDiagnosis): Document {
  const nodes = worstFirst(answers);
  const asked = answers.length + unanswered.length;
  const counts = severityOrder.flatMap((severity) => {
    const count = nodes.filter(({ diagnosis }) => diagnosis.verdict.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return [
    {
      kind: "title",
      text: `${answers.length} of ${asked} ${asked === 1 ? "node" : "nodes"} answered${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`,
    },
    ...(nodes.length === 0 ? [] : [nodeTable(nodes)]),
    ...sharedBlocks(nodes),
    ...nodes.filter(({ diagnosis }) => isTrouble(diagnosis.verdict.severity)).flatMap(troubleBlocks),
    ...unansweredBlocks(unanswered),
  ];
}

type Nodes = FleetDiagnosis["answers"];

const severityOrder = ["critical", "warning", "notice", "unknown", "ok"] as const satisfies readonly Severity[];

function worstFirst(answers: Nodes): Nodes {
  const rank = (severity: Severity) => severityOrder.indexOf(severity);
  return [...answers].sort(
    (one, other) =>
      rank(one.diagnosis.verdict.severity) - rank(other.diagnosis.verdict.severity) ||
      one.diagnosis.node.localeCompare(other.diagnosis.node, "en"),
  );
}

function isTrouble(severity: Severity): boolean {
  return severity === "critical" || severity === "warning";
}

function nodeTable(nodes: Nodes): Block {
  return {
    kind: "table",
    columns: (["node", "severity", "limit", "why", "who"] as const).map((title) => ({ title, align: "left" })),
    rows: nodes.map(({ diagnosis: { node, verdict, culprits } }) => [
      node,
      verdict.severity,
      verdict.limit,
      [...verdict.causes, ...verdict.lookAlikes].map(({ id }) => id).join(", ") || "-",
      isTrouble(verdict.severity) && culprits[0] !== undefined ? `${culpritWords(culprits[0])} ${percentText(culprits[0].share)}` : "-",
    ]),
  };
}

/** One workload on several nodes is no matter of the nodes. */
function sharedBlocks(nodes: Nodes): readonly Block[] {
  const inTrouble = nodes.filter(({ diagnosis }) => isTrouble(diagnosis.verdict.severity));
  const byCulprit = Map.groupBy(
    inTrouble.flatMap(({ diagnosis: { node, culprits } }) =>
      culprits.filter(({ name, address }) => address !== undefined && address !== name).map(({ name, share }) => ({ node, name, share })),
    ),
    ({ name }) => name,
  );
  const items = [...byCulprit].flatMap(([name, places]) => {
    const distinct = [...new Map(places.map((place) => [place.node, place])).values()];
    return distinct.length < 2 ? [] : [`${name}: ${distinct.map(({ node, share }) => `${node} ${percentText(share)}`).join(", ")}`];
  });
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: "On several of them" },
        { kind: "list", items },
      ];
}

function troubleBlocks({ agent, diagnosis: { node, verdict, mitigation } }: Nodes[number]): readonly Block[] {
  const atOnce = mitigation.immediate.map(({ title, rating }) => `${title} [${rating}]`);
  return [
    { kind: "heading", text: `${node}: ${verdict.limit} · ${verdict.severity} · confidence ${verdict.confidence}` },
    { kind: "paragraph", text: verdict.summary },
    {
      kind: "list",
      items: [
        ...verdict.causes.map(({ id, because }) => `${id}: ${because}`),
        ...atOnce,
        `the whole answer: ullage diagnose --agents ${harmlessText(agent)}`,
      ],
    },
  ];
}
