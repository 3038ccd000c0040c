import { countText } from "../../model/count-text.ts";
import type { Forecast } from "../../model/forecast.ts";
import type { TrafficDimension } from "../../model/table-traffic.ts";
import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import type { Block, Document } from "../document.ts";
import { percentText, rateText } from "../figures.ts";
import { harmlessValue } from "../harmless-value.ts";
import { fateText } from "../top/forecast-phrases.ts";
import { answeredText, unansweredBlocks } from "./unanswered.ts";

/** Of an agent's frame, what the fleet's is made of; `src/contract/top-frame.ts` has the whole. */
export interface NodeFrame {
  readonly agent: string;
  readonly node: string;
  readonly takenAt: string;
  readonly count: number;
  readonly max: number;
  readonly forecast: Pick<Forecast, "kind" | "because" | "overSeconds" | "samples" | "mayHaveExpired"> & {
    readonly secondsToFull?: FiniteBand;
    readonly levelsOffAt?: FiniteBand;
  };
  readonly increases: Readonly<Record<string, number>> | null;
  readonly traffic: { readonly births: { readonly perSecond: number } | null; readonly groups: readonly NodeGroup[] } | null;
}

interface FiniteBand {
  readonly estimate: number;
  readonly low: number;
  readonly high: number | null;
}

interface NodeGroup {
  readonly key: string;
  readonly entries: number;
  readonly births?: { readonly perSecond: number };
}

/** A workload, a port … over all nodes that answered. */
export interface FleetGroup {
  readonly key: string;
  readonly entries: number;
  /** Missing where no node could tell. */
  readonly birthsPerSecond?: number;
  readonly nodes: number;
  readonly mostOn: { readonly node: string; readonly entries: number };
}

/** By what the groups are sorted: of the columns of `ullage top` those that can be had of a sum over nodes. */
export const fleetSorts = ["entries", "births", "name"] as const;
export type FleetSort = (typeof fleetSorts)[number];

export interface FleetTop {
  readonly by: TrafficDimension;
  readonly sort: FleetSort;
  readonly frames: readonly NodeFrame[];
  readonly unanswered: readonly UnansweredAgent[];
  /** Of groups. */
  readonly limit: number;
}

/** The answer as data; `src/contract/fleet-top.ts` is its schema. */
export function fleetTopResult(given: FleetTop) {
  const fleet = harmlessValue(given);
  return {
    schemaVersion: 1 as const,
    by: fleet.by,
    nodes: fullestFirst(fleet.frames).map(({ agent, node, takenAt, count, max, forecast, increases, traffic }) => ({
      ...{ agent, node, takenAt, count, max, forecast, increases },
      ratio: max === 0 ? null : count / max,
      birthsPerSecond: traffic?.births?.perSecond ?? null,
    })),
    groups: fleetGroups(fleet),
    unanswered: fleet.unanswered,
  };
}

/** The nodes, fullest first; then who has how much over all of them. Beyond `mostNodes` a line says how many there are; the data has them all. */
export function fleetTopReport(given: FleetTop, mostNodes = 40): Document {
  const fleet = harmlessValue(given);
  const { frames, unanswered, by } = fleet;
  const groups = fleetGroups(fleet);
  const nodes = fullestFirst(frames);
  return [
    { kind: "title", text: titleText(fleet) },
    ...(nodes.length === 0 ? [] : [nodeTable(nodes.slice(0, mostNodes))]),
    ...(nodes.length <= mostNodes ? [] : [{ kind: "paragraph" as const, text: `… and ${nodes.length - mostNodes} less full ones` }]),
    ...(groups.length === 0 ? [] : [{ kind: "heading" as const, text: `By ${by}, over all of them` }, groupTable(groups, by)]),
    ...unansweredBlocks(unanswered),
  ];
}

function titleText({ frames, unanswered }: FleetTop): string {
  const entries = frames.reduce((sum, { count }) => sum + count, 0);
  const answered = answeredText(frames.length, unanswered.length);
  return frames.length === 0
    ? answered
    : `${answered}: ${countText(entries)} entries${unanswered.length === 0 ? "" : `; ${unanswered.length} did not`}`;
}

function fullestFirst(frames: readonly NodeFrame[]): readonly NodeFrame[] {
  const ratio = ({ count, max }: NodeFrame) => (max === 0 ? 0 : count / max);
  return [...frames].sort((one, other) => ratio(other) - ratio(one) || one.node.localeCompare(other.node, "en", { numeric: true }));
}

function fleetGroups({ frames, limit, sort }: FleetTop): readonly FleetGroup[] {
  const places = frames.flatMap(({ node, traffic }) => (traffic?.groups ?? []).map((group) => ({ node, group })));
  const groups = [...Map.groupBy(places, ({ group }) => group.key)].map(([key, found]): FleetGroup => {
    const most = found.reduce((one, other) => (other.group.entries > one.group.entries ? other : one));
    const rates = found.flatMap(({ group }) => (group.births === undefined ? [] : [group.births.perSecond]));
    return {
      key,
      entries: found.reduce((sum, { group }) => sum + group.entries, 0),
      ...(rates.length === 0 ? {} : { birthsPerSecond: rates.reduce((sum, rate) => sum + rate, 0) }),
      nodes: found.length,
      mostOn: { node: most.node, entries: most.group.entries },
    };
  });
  const before = (one: FleetGroup, other: FleetGroup): number => {
    if (sort === "births") return (other.birthsPerSecond ?? -1) - (one.birthsPerSecond ?? -1) || other.entries - one.entries;
    return sort === "entries" ? other.entries - one.entries : 0;
  };
  return groups.sort((one, other) => before(one, other) || one.key.localeCompare(other.key, "en")).slice(0, limit);
}

function nodeTable(frames: readonly NodeFrame[]): Block {
  return {
    kind: "table",
    columns: [
      { title: "node", align: "left" },
      { title: "use", align: "right" },
      { title: "", align: "left" },
      { title: "entries", align: "right" },
      { title: "births/s", align: "right" },
      { title: "refused", align: "right" },
      { title: "evicted", align: "right" },
      { title: "forecast", align: "left" },
    ],
    rows: frames.map(({ node, count, max, traffic, increases, forecast }) => [
      node,
      max === 0 ? "no limit" : percentText(count / max),
      { ratio: max === 0 ? 0 : count / max },
      `${countText(count)}${max === 0 ? "" : ` / ${countText(max)}`}`,
      traffic?.births == null ? "-" : rateText(traffic.births.perSecond),
      increases?.["drop"] === undefined ? "-" : countText(increases["drop"]),
      increases?.["earlyDrop"] === undefined ? "-" : countText(increases["earlyDrop"]),
      fateText(openEnded(forecast), max),
    ]),
  };
}

/** JSON has no infinity: null stands for it. */
function openEnded({ secondsToFull, levelsOffAt, ...forecast }: NodeFrame["forecast"]): Forecast {
  const band = ({ estimate, low, high }: FiniteBand) => ({ estimate, low, high: high ?? Number.POSITIVE_INFINITY });
  return {
    ...forecast,
    ...(secondsToFull === undefined ? {} : { secondsToFull: band(secondsToFull) }),
    ...(levelsOffAt === undefined ? {} : { levelsOffAt: band(levelsOffAt) }),
  };
}

function groupTable(groups: readonly FleetGroup[], by: TrafficDimension): Block {
  return {
    kind: "table",
    columns: [
      { title: by, align: "left" },
      { title: "entries", align: "right" },
      { title: "births/s", align: "right" },
      { title: "nodes", align: "right" },
      { title: "most on", align: "left" },
    ],
    rows: groups.map(({ key, entries, birthsPerSecond, nodes, mostOn }) => [
      key,
      countText(entries),
      birthsPerSecond === undefined ? "-" : rateText(birthsPerSecond),
      String(nodes),
      `${mostOn.node} ${countText(mostOn.entries)}`,
    ]),
  };
}
