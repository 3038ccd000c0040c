import { countText } from "../../model/count-text.ts";
import { durationText } from "../../model/duration-text.ts";
import type { TrafficGroup } from "../../model/table-traffic.ts";
import type { Trail } from "./group-trails.ts";
import { screenMarks } from "./screen-marks.ts";
import type { ScreenCharacters } from "./screen-text.ts";
import { sparkline } from "./sparkline.ts";

export const topColumnIds = [
  "name",
  "entries",
  "share",
  "births",
  "time-wait",
  "unreplied",
  "idle",
  "trend",
  "peers",
  "as-server",
] as const;
export type TopColumnId = (typeof topColumnIds)[number];

/** A column of figures beside the names. */
export interface TopColumn {
  readonly id: TopColumnId;
  readonly title: string;
  readonly width: number;
  /** Undefined where the group has no such figure; such groups are sorted last. */
  figure(group: TrafficGroup): number | undefined;
  text(group: TrafficGroup, trail: Trail, characters: ScreenCharacters): string;
}

/** In the order of the screen. The first ones stay longest where there is little room. */
export const topColumns: readonly TopColumn[] = [
  {
    id: "entries",
    title: "entries",
    width: 7,
    figure: ({ entries }) => entries,
    text: ({ entries }) => shortCount(entries),
  },
  {
    id: "share",
    title: "share",
    width: 5,
    figure: ({ share }) => share,
    text: ({ share }) => shareText(share),
  },
  {
    id: "births",
    title: "births/s",
    width: 8,
    figure: ({ births }) => births?.perSecond,
    text: ({ births }, _, characters) => (births === undefined ? "-" : rateText(births, characters)),
  },
  {
    id: "time-wait",
    title: "TIME_WAIT",
    width: 9,
    figure: (group) => knownDetail(group, group.byTimeout.tcpTimeWait ?? 0),
    text: (group) => countOrDash(knownDetail(group, group.byTimeout.tcpTimeWait ?? 0)),
  },
  {
    id: "unreplied",
    title: "unreplied",
    width: 9,
    figure: (group) => knownDetail(group, group.unreplied),
    text: (group) => countOrDash(knownDetail(group, group.unreplied)),
  },
  {
    id: "idle",
    title: "idle",
    width: 6,
    figure: ({ oldestIdleSeconds }) => oldestIdleSeconds,
    text: ({ oldestIdleSeconds }) => (oldestIdleSeconds === undefined ? "-" : durationText(oldestIdleSeconds)),
  },
  {
    id: "trend",
    title: "trend",
    width: 8,
    figure: ({ entries }) => entries,
    text: (_, trail, characters) => sparkline(trail, 8, characters),
  },
  {
    id: "peers",
    title: "peers",
    width: 6,
    figure: ({ peers }) => peers,
    text: ({ peers }) => countOrDash(peers),
  },
  {
    id: "as-server",
    title: "as server",
    width: 9,
    figure: ({ asServer }) => asServer,
    text: ({ asServer }) => countOrDash(asServer),
  },
];

/** Names narrower than this tell little, and columns are left out for them. */
const leastName = 20;

/** The columns that fit, and what is left for the name. Entries are shown however narrow it is. */
export function fitColumns(width: number): { readonly columns: readonly TopColumn[]; readonly nameWidth: number } {
  const columns: TopColumn[] = [];
  let left = width;
  for (const column of topColumns) {
    const next = left - column.width - 1;
    if (columns.length > 0 && next < leastName) break;
    columns.push(column);
    left = next;
  }
  return { columns, nameWidth: Math.max(1, left) };
}

/** Exact to 999,999 in seven cells. */
export function shortCount(count: number): string {
  if (count < 1_000_000) return countText(count);
  return count < 1_000_000_000 ? `${(count / 1_000_000).toFixed(2)}M` : `${(count / 1_000_000_000).toFixed(2)}G`;
}

/** Undefined rather than 0 for a group whose entries alone were counted. */
function knownDetail({ detailsUnknown }: TrafficGroup, figure: number): number | undefined {
  return detailsUnknown === true ? undefined : figure;
}

function countOrDash(count: number | undefined): string {
  return count === undefined ? "-" : shortCount(count);
}

function shareText(share: number): string {
  return share >= 0.9995 ? "100%" : `${(share * 100).toFixed(1)}%`;
}

export function rateText(
  { perSecond, isFloor }: { readonly perSecond: number; readonly isFloor: boolean },
  characters: ScreenCharacters,
): string {
  // "At least 0" tells nothing.
  const mark = isFloor && perSecond > 0 ? screenMarks[characters].floor : "";
  return mark + (perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : shortCount(perSecond));
}
