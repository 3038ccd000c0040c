import type { Finding, FindingSeverity } from "../../model/finding.ts";
import { findingSeverities } from "../../model/finding.ts";

/** What is wrong on one of the nodes that are compared, and what nobody could look at there. */
export interface FindingsOfNode {
  readonly node: string;
  readonly findings: readonly Finding[];
  /** Checks that could not be evaluated. */
  readonly notEvaluated: ReadonlySet<string>;
  /** Files of lines were looked through. */
  readonly hasLogs: boolean;
}

/** A finding over all nodes, known by what it is and what it is about: ids hold the name of the node and so are never the same. */
export interface FindingRow {
  readonly source: string;
  readonly from: Finding["from"];
  readonly subject?: string;
  readonly title: string;
  /** The worst that it is on any of them. */
  readonly severity: FindingSeverity;
  readonly component: Finding["component"];
  /** In the order of the nodes. */
  readonly on: readonly (FindingSeverity | "absent" | "not-evaluated")[];
}

export interface FindingComparison {
  readonly nodes: readonly string[];
  /** The worst first, then those on the most nodes. */
  readonly rows: readonly FindingRow[];
  /** On each of them. */
  readonly everywhere: readonly FindingRow[];
  /** On one, and looked for in vain on each other. */
  readonly alone: readonly { readonly node: string; readonly rows: readonly FindingRow[] }[];
  /** Perhaps on one alone: on another nobody could look. */
  readonly open: readonly FindingRow[];
  /** Found on each of them, about another subject on each: by the ids of the checks or patterns. */
  readonly sameKind: readonly string[];
}

export interface CompareFindingsOptions {
  /** False where names were replaced in one of them: a subject then means something else on each. */
  readonly hasCommonNames: boolean;
}

export function compareFindings(nodes: readonly FindingsOfNode[], { hasCommonNames }: CompareFindingsOptions): FindingComparison {
  const rows = rowsOf(nodes, hasCommonNames);
  const everywhere = rows.filter(({ on }) => on.every(isFound));
  const single = rows.filter(({ on }) => on.filter(isFound).length === 1);
  const isAlone = ({ on }: FindingRow) => on.every((state) => isFound(state) || state === "absent");
  return {
    nodes: nodes.map(({ node }) => node),
    rows,
    everywhere,
    alone: nodes.map(({ node }, place) => ({ node, rows: single.filter((row) => isAlone(row) && isFound(row.on[place])) })),
    open: single.filter((row) => !isAlone(row)),
    sameKind: sameKind(rows, everywhere, nodes.length),
  };
}

function rowsOf(nodes: readonly FindingsOfNode[], hasCommonNames: boolean): readonly FindingRow[] {
  const byKey = new Map<string, { readonly first: Finding; readonly on: (Finding | undefined)[] }>();
  for (const [place, { findings }] of nodes.entries()) {
    for (const finding of findings) {
      const key = JSON.stringify([finding.from, finding.source, hasCommonNames ? (finding.subject ?? null) : null]);
      const row = byKey.get(key) ?? { first: finding, on: nodes.map(() => undefined) };
      byKey.set(key, row);
      const known = row.on[place];
      if (known === undefined || rank(finding.severity) < rank(known.severity)) row.on[place] = finding;
    }
  }
  return [...byKey.values()]
    .map(({ first, on }): FindingRow => {
      const { source, from, subject, title, component } = first;
      const found = on.flatMap((finding) => finding?.severity ?? []);
      return {
        ...{ source, from, title, component },
        ...(subject === undefined || !hasCommonNames ? {} : { subject }),
        severity: found.reduce((worst, severity) => (rank(severity) < rank(worst) ? severity : worst), first.severity),
        on: on.map((finding, place) => finding?.severity ?? stateOf(nodes[place], first)),
      };
    })
    .sort(
      (one, other) => rank(one.severity) - rank(other.severity) || spread(other) - spread(one) || compareText(nameOf(one), nameOf(other)),
    );
}

/** A check that was evaluated and a file that was looked through say that it is not there; nothing else does. */
function stateOf(node: FindingsOfNode | undefined, { from, source }: Finding): "absent" | "not-evaluated" {
  const wasLooked = from === "check" ? node?.notEvaluated.has(source) === false : node?.hasLogs === true;
  return wasLooked ? "absent" : "not-evaluated";
}

function sameKind(rows: readonly FindingRow[], everywhere: readonly FindingRow[], nodes: number): readonly string[] {
  const known = new Set(everywhere.map(({ source }) => source));
  return [...Map.groupBy(rows, ({ source }) => source)].flatMap(([source, ofSource]) => {
    if (known.has(source)) return [];
    const places = new Set(ofSource.flatMap(({ on }) => on.flatMap((state, place) => (isFound(state) ? [place] : []))));
    return places.size === nodes ? [source] : [];
  });
}

export function isFound(state: FindingRow["on"][number] | undefined): state is FindingSeverity {
  return state !== undefined && state !== "absent" && state !== "not-evaluated";
}

function spread({ on }: FindingRow): number {
  return on.filter(isFound).length;
}

function rank(severity: FindingSeverity): number {
  return findingSeverities.indexOf(severity);
}

function nameOf({ source, subject }: FindingRow): string {
  return `${source} ${subject ?? ""}`;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
