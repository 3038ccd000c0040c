import { parseAddress } from "../../model/ip-address.ts";
import { trafficDimensions } from "../../model/table-traffic.ts";
import { noTrails } from "./group-trails.ts";
import { fitColumns, type TopColumnId } from "./top-columns.ts";
import type { KeyName, TopAct } from "./top-keys.ts";
import { tableRoom } from "./top-layout.ts";
import { beginPrompt } from "./top-prompt.ts";
import { topRows } from "./top-rows.ts";
import type { TopState } from "./top-state.ts";
import { insideOf } from "./top-view.ts";

export function doTopAct(state: TopState, act: TopAct, key: KeyName): TopState {
  switch (act) {
    case "select-previous":
      return moveSelection(state, -1);
    case "select-next":
      return moveSelection(state, 1);
    case "page-up":
      return moveSelection(state, -Math.max(1, tableRoom(state) - 1));
    case "page-down":
      return moveSelection(state, Math.max(1, tableRoom(state) - 1));
    case "select-first":
      return moveSelection(state, Number.NEGATIVE_INFINITY);
    case "select-last":
      return moveSelection(state, Number.POSITIVE_INFINITY);
    case "drill-in":
      return drillIn(state);
    case "drill-out":
      return drillOut(state);
    case "next-dimension":
      return turnDimension(state, 1);
    case "previous-dimension":
      return turnDimension(state, -1);
    case "choose-dimension":
      return regroup(state, Number(key) - 1);
    case "sort-right":
      return turnSort(state, 1);
    case "sort-left":
      return turnSort(state, -1);
    case "reverse-sort":
      return keepSelection({ ...state, sort: { ...state.sort, isReversed: !state.sort.isReversed } });
    case "filter-names":
      return beginPrompt(state, "name-filter");
    case "filter-flows":
      if (state.source.recording !== undefined) return { ...state, notice: "A recording was counted already; / looks for names" };
      return beginPrompt(state, "flow-filter");
    case "pause":
      return { ...state, isPaused: !state.isPaused };
    case "slower":
      return { ...state, intervalSeconds: intervals.find((seconds) => seconds > state.intervalSeconds) ?? state.intervalSeconds };
    case "faster":
      return { ...state, intervalSeconds: intervals.findLast((seconds) => seconds < state.intervalSeconds) ?? state.intervalSeconds };
    case "redraw":
      return { ...state, redraws: state.redraws + 1 };
    case "suspects":
      return { ...state, overlay: "suspects" };
    case "occupancy":
      return topRows(state).length === 0 ? { ...state, notice: "There is no row" } : { ...state, overlay: "occupancy" };
    case "count-births":
      return countBirths(state);
    case "help":
      return { ...state, overlay: "help" };
    case "quit":
      return { ...state, ended: "quit" };
    case "interrupt":
      return { ...state, ended: "interrupted" };
  }
}

/** While one count lasts no other is begun. */
function countBirths(state: TopState): TopState {
  const { source, view, eventCount } = state;
  if (source.recording !== undefined) return { ...state, notice: "A recording has no events to listen to" };
  const isListening = eventCount !== undefined && eventCount.counted === undefined;
  return { ...state, overlay: "births", eventCount: isListening ? eventCount : { view, seconds: listenSeconds } };
}

/** Long enough for a rate, and short enough that nobody forgets that it costs. */
const listenSeconds = 5;

/** Seconds that `+` and `-` step through. */
const intervals: readonly number[] = [0.5, 1, 2, 5, 10, 30, 60];

/** The selection stays with its row wherever that is sorted to, goes to the first one when its row is gone, and stays within the screen. */
export function keepSelection(state: TopState): TopState {
  const rows = topRows(state);
  if (rows.length === 0) return { ...state, firstRow: 0 };
  const found = rows.findIndex(({ key }) => key === state.selectedKey);
  return selectRow(state, rows, Math.max(0, found));
}

function moveSelection(state: TopState, by: number): TopState {
  const rows = topRows(state);
  if (rows.length === 0) return state;
  const from = Math.max(
    0,
    rows.findIndex(({ key }) => key === state.selectedKey),
  );
  return selectRow(state, rows, Math.min(Math.max(from + by, 0), rows.length - 1));
}

function selectRow(state: TopState, rows: ReturnType<typeof topRows>, index: number): TopState {
  const room = Math.max(1, tableRoom(state));
  const lowest = Math.max(0, Math.min(index, rows.length - room));
  const firstRow = Math.min(Math.max(state.firstRow, index - room + 1, 0), Math.max(lowest, index - room + 1));
  const selectedKey = rows[index]?.key;
  return { ...state, firstRow: Math.min(firstRow, index), ...(selectedKey === undefined ? {} : { selectedKey }) };
}

function drillIn(state: TopState): TopState {
  const { selectedKey, dimension, sort, nameFilter, firstRow, trails, table, outer, view } = state;
  const group = topRows(state).find(({ key }) => key === selectedKey);
  if (group === undefined) return { ...state, notice: "Select a row first" };
  const { selectedKey: _, ...rest } = state;
  const returnTo = { dimension, sort, nameFilter, firstRow, trails, selectedKey: group.key, ...(table === undefined ? {} : { table }) };
  const inside = insideOf[dimension];
  // Asked for once already on the way down, or of an address without a name, it would be a table of one row.
  const isKnown = view.groups.some((above) => above.dimension === inside) || (inside === "pod" && parseAddress(group.key) !== undefined);
  return {
    ...rest,
    outer: [...outer, returnTo],
    view: { ...view, groups: [...view.groups, { dimension, key: group.key }] },
    dimension: isKnown ? "destination" : inside,
    nameFilter: "",
    firstRow: 0,
    trails: noTrails,
  };
}

function drillOut(state: TopState): TopState {
  const { outer, view, selectedKey: _, table: __, ...rest } = state;
  const returnTo = outer.at(-1);
  if (returnTo === undefined) return state.nameFilter === "" ? state : keepSelection({ ...state, nameFilter: "" });
  return keepSelection({ ...rest, ...returnTo, outer: outer.slice(0, -1), view: { ...view, groups: view.groups.slice(0, -1) } });
}

function turnDimension(state: TopState, by: number): TopState {
  const at = trafficDimensions.indexOf(state.dimension);
  return regroup(state, (at + by + trafficDimensions.length) % trafficDimensions.length);
}

function regroup(state: TopState, index: number): TopState {
  const dimension = trafficDimensions[index];
  if (dimension === undefined || dimension === state.dimension) return state;
  const { selectedKey: _, ...rest } = state;
  return keepSelection({ ...rest, dimension, nameFilter: "", firstRow: 0 });
}

/** Only what can be seen can be sorted by. */
function turnSort(state: TopState, by: number): TopState {
  const figures = fitColumns(state.size.columns).columns.map(({ id }) => id);
  const shown: readonly TopColumnId[] = ["name", ...figures.filter((id) => id !== "trend")];
  const at = shown.indexOf(state.sort.column);
  const column = shown[Math.min(Math.max(at + by, 0), shown.length - 1)] ?? "entries";
  return keepSelection({ ...state, sort: { column, isReversed: false } });
}
