import { infrastructureText } from "../model/owner.ts";
import type { Rate } from "../model/rate.ts";
import type { Counts, TableComposition, TopList } from "../model/table-composition.ts";
import type { TableTraffic, TrafficBreakdown } from "../model/table-traffic.ts";
import type { Block, Document, Table } from "./document.ts";
import { countText, percentText, rateText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";

/** Where the table came from and what else its reader has to say. */
export interface AnalyzeHeading {
  readonly source: string;
  readonly takenAt: string;
  readonly remarks: readonly string[];
}

/** The table by whose it is, in the dimensions that were asked for. */
export interface NamedTable {
  readonly traffic: TableTraffic;
  readonly dimensions: readonly NamedDimension[];
}

/** The answer as data; `src/contract/analyze-result.ts` is its schema. */
export interface AnalyzeResult extends Omit<TableComposition, "capped" | "facts"> {
  readonly schemaVersion: 1;
  readonly source: string;
  readonly takenAt: string;
  readonly remarks: readonly string[];
  /** Null when the whole table was read. */
  readonly capped: NonNullable<TableComposition["capped"]> | null;
  /** With `--by` workload, pod, namespace or service. */
  readonly traffic?: {
    /** Entries whose client has a name. */
    readonly named: number;
    readonly infrastructure?: number;
    readonly births?: Rate;
    readonly by: Readonly<Partial<Record<NamedDimension, TrafficBreakdown>>>;
  };
}

export function analyzeResult(heading: AnalyzeHeading, table: TableComposition, names?: NamedTable): AnalyzeResult {
  const { capped, facts: _, malformedExamples, ...others } = table;
  return {
    schemaVersion: 1,
    source: harmlessText(heading.source),
    takenAt: heading.takenAt,
    remarks: heading.remarks.map(harmlessText),
    capped: capped ?? null,
    malformedExamples: malformedExamples.map(({ at, because, excerpt }) => ({ at, because, excerpt: harmlessText(excerpt) })),
    ...others,
    ...(names === undefined ? {} : { traffic: namedResult(names) }),
  };
}

function namedResult({ traffic, dimensions }: NamedTable): NonNullable<AnalyzeResult["traffic"]> {
  const { named, infrastructure, births, by } = traffic;
  const breakdowns = dimensions.map((dimension) => {
    const { groups, ...others } = by[dimension];
    return [dimension, { ...others, groups: groups.map((group) => ({ ...group, key: harmlessText(group.key) })) }] as const;
  });
  const cluster = infrastructure === undefined ? {} : { infrastructure };
  return { named, ...cluster, ...(births === undefined ? {} : { births }), by: Object.fromEntries(breakdowns) };
}

const counted = {
  protocol: { title: "Protocol", counts: (table: TableComposition) => table.byProtocol },
  state: { title: "TCP state", counts: (table: TableComposition) => table.byState },
  family: { title: "Address family", counts: (table: TableComposition) => table.byFamily },
  flag: { title: "Flag", counts: (table: TableComposition) => table.byFlag },
  nat: { title: "Address translation", counts: (table: TableComposition) => table.byNat },
  zone: { title: "Zone", counts: (table: TableComposition) => table.byZone },
  "idle-age": { title: "ESTABLISHED connections by idle time", counts: (table: TableComposition) => table.byIdleAge },
  age: { title: "Age in TIME_WAIT, CLOSE, SYN_SENT and unanswered UDP", counts: (table: TableComposition) => table.byAge },
} as const;

const ranked = {
  source: { title: "Sources: who opened the connections", list: (table: TableComposition) => table.top.sources },
  destination: { title: "Destinations: what they asked for", list: (table: TableComposition) => table.top.destinations },
  port: { title: "Destination ports", list: (table: TableComposition) => table.top.ports },
  endpoint: { title: "Endpoints: who answers", list: (table: TableComposition) => table.top.endpoints },
} as const;

const byName = {
  workload: "Workloads: who runs the clients",
  pod: "Pods and other clients by name",
  namespace: "Namespaces of the clients",
  service: "Services: what was asked for",
} as const;

/** Dimensions that are told by names for addresses. */
export type NamedDimension = keyof typeof byName;

export type AnalyzeDimension = keyof typeof counted | keyof typeof ranked | NamedDimension;

/** The dimensions of a table as it is, by the names that they have on the command line. */
export const analyzeDimensions = [...Object.keys(counted), ...Object.keys(ranked)] as readonly AnalyzeDimension[];

export const namedDimensions = Object.keys(byName) as readonly NamedDimension[];

export function isNamedDimension(dimension: AnalyzeDimension): dimension is NamedDimension {
  return Object.hasOwn(byName, dimension);
}

export function analyzeReport(
  heading: AnalyzeHeading,
  table: TableComposition,
  dimensions: readonly AnalyzeDimension[],
  names?: NamedTable,
): Document {
  return [
    { kind: "title", text: `${entriesText(table.total)} · ${harmlessText(heading.source)} · ${heading.takenAt}` },
    ...remarkBlocks(heading, table),
    ...dimensions.flatMap((dimension) =>
      isNamedDimension(dimension)
        ? names === undefined
          ? []
          : groupBlocks(byName[dimension], names.traffic.by[dimension])
        : dimensionBlocks(dimension, table),
    ),
  ];
}

function remarkBlocks(heading: AnalyzeHeading, table: TableComposition): Block[] {
  const remarks = [
    ...(table.capped === undefined ? [] : [`Not the whole table: ${table.capped.because}.`]),
    ...heading.remarks,
    ...(table.filteredOut > 0 ? [`${entriesText(table.filteredOut)} did not pass the filter.`] : []),
    ...(table.duplicates > 0
      ? [`${entriesText(table.duplicates)} came a second time and ${table.duplicates === 1 ? "was" : "were"} not counted again.`]
      : []),
    ...(table.timeouts.note === undefined ? [] : [`${table.timeouts.note}.`]),
    ...(table.malformed > 0
      ? [`${entriesText(table.malformed)} could not be understood and ${table.malformed === 1 ? "is" : "are"} not counted:`]
      : []),
    ...table.malformedExamples.slice(0, 5).map(({ at, because, excerpt }) => `  ${at}: ${because}: ${excerpt}`),
  ];
  if (remarks.length === 0 && table.total === 0) return [{ kind: "paragraph", text: "The table is empty." }];
  return remarks.length === 0 ? [] : [{ kind: "list", items: remarks.map(harmlessText) }];
}

function entriesText(count: number): string {
  return `${countText(count)} ${count === 1 ? "entry" : "entries"}`;
}

/** Births are left out where no group has any: the text does not say them of a table whose timeouts nobody knows. */
function groupBlocks(title: string, { groups, exact, errorBound, distinct }: TrafficBreakdown): Block[] {
  if (groups.length === 0) return [];
  const hasBirths = groups.some(({ births }) => births !== undefined);
  const hasAnswers = groups.some(({ asServer }) => asServer !== undefined);
  return [
    { kind: "heading", text: `${title} (${precisionText(exact, errorBound, distinct)})` },
    {
      kind: "table",
      columns: [
        { title: "", align: "left" },
        { title: "entries", align: "right" },
        { title: "share", align: "right" },
        ...(hasAnswers ? [{ title: "answered", align: "right" } as const] : []),
        ...(hasBirths ? [{ title: "new/s", align: "right" } as const] : []),
        { title: "unanswered", align: "right" },
        { title: "", align: "left" },
      ],
      rows: groups.map(({ key, entries, share, asServer, births, unreplied, hasEnded, isInfrastructure }) => [
        `${harmlessText(isInfrastructure === true ? infrastructureText(key) : key)}${hasEnded === true ? " (gone)" : ""}`,
        countText(entries),
        percentText(share),
        ...(hasAnswers ? [asServer === undefined ? "" : countText(asServer)] : []),
        ...(hasBirths ? [births === undefined ? "" : `${births.isFloor ? "≥ " : ""}${rateText(births.perSecond)}`] : []),
        countText(unreplied),
        { ratio: share },
      ]),
    },
  ];
}

function precisionText(exact: boolean, errorBound: number, distinct: number): string {
  return exact
    ? `${countText(distinct)} in all`
    : `over ${countText(distinct - 1)} in all; a figure may be too high by ${countText(errorBound)}`;
}

function dimensionBlocks(dimension: Exclude<AnalyzeDimension, NamedDimension>, table: TableComposition): Block[] {
  if (dimension in counted) {
    const { title, counts } = counted[dimension as keyof typeof counted];
    return countBlocks(title, counts(table), dimension === "flag" ? table.total : undefined);
  }
  const { title, list } = ranked[dimension as keyof typeof ranked];
  return rankBlocks(title, list(table));
}

/**
 * Shares are of what the dimension speaks of: TCP states of the TCP entries, idle times of the ESTABLISHED ones. Where an entry counts under several
 * names, as under flags, their sum is no whole, so the whole is given.
 */
function countBlocks(title: string, counts: Counts, whole?: number): Block[] {
  const total = whole ?? Object.values(counts).reduce((sum, entries) => sum + entries, 0);
  if (total === 0) return [];
  const rows = Object.entries(counts)
    .filter(([, entries]) => entries > 0)
    .map(([name, entries]) => row(name, entries, entries / total));
  return [{ kind: "heading", text: title }, figuresTable(rows)];
}

function rankBlocks(title: string, list: TopList): Block[] {
  if (list.items.length === 0) return [];
  return [
    { kind: "heading", text: `${title} (${precisionText(list.exact, list.errorBound, list.distinct)})` },
    figuresTable(list.items.map((item) => row(item.key, item.entries, item.share))),
  ];
}

function row(name: string, entries: number, share: number): Table["rows"][number] {
  return [harmlessText(name), countText(entries), percentText(share), { ratio: share }];
}

function figuresTable(rows: Table["rows"]): Table {
  return {
    kind: "table",
    columns: [
      { title: "", align: "left" },
      { title: "entries", align: "right" },
      { title: "share", align: "right" },
      { title: "", align: "left" },
    ],
    rows,
  };
}
