import type { EventBurst } from "../../model/event-births.ts";
import type { TableSample } from "../../model/table-sample.ts";
import type { TrafficDimension } from "../../model/table-traffic.ts";
import { type GroupTrails, noTrails } from "./group-trails.ts";
import type { ScreenCharacters } from "./screen-text.ts";
import { noSuspects, type SuspectWatch } from "./suspect-watch.ts";
import { noSeries, type TableSeries } from "./table-series.ts";
import type { TopColumnId } from "./top-columns.ts";
import { type TopView, wholeTable } from "./top-view.ts";

/** Everything the screen is drawn from. Keys, samples and the size of the terminal change it, in `reduceTop` alone. */
export interface TopState {
  readonly source: TopSourceFacts;
  readonly size: ScreenSize;
  readonly characters: ScreenCharacters;
  /** Rows beyond it are not shown; for batches. */
  readonly rowLimit?: number;
  readonly intervalSeconds: number;
  readonly isPaused: boolean;
  readonly dimension: TrafficDimension;
  readonly sort: TopSort;
  /** Only groups whose name has this in it, whatever the case. */
  readonly nameFilter: string;
  readonly view: TopView;
  /** What to return to, a record for each group of the view. */
  readonly outer: readonly OuterTable[];
  readonly series: TableSeries;
  readonly table?: CountedTable;
  readonly trails: GroupTrails;
  readonly suspects: SuspectWatch;
  /** What the last sample cost; missing where nobody measured it. */
  readonly sampleMs?: number;
  /** Seconds since the last sample, once it is late. */
  readonly ageSeconds?: number;
  /** Why there is no sample. */
  readonly failure?: string;
  readonly selectedKey?: string;
  readonly firstRow: number;
  /** A screen of its own over the table. */
  readonly overlay?: "help" | "suspects" | "occupancy" | "births";
  /** Only once it was asked for. */
  readonly eventCount?: EventCount;
  readonly prompt?: Prompt;
  /** An answer to the last key, gone with the next one. */
  readonly notice?: string;
  /** How often the whole screen was asked for again. */
  readonly redraws: number;
  readonly ended?: "quit" | "interrupted";
}

/** Births counted by the kernel's events; for that the view is left as it was asked of. */
export interface EventCount {
  readonly view: TopView;
  readonly seconds: number;
  /** Missing while it lasts. */
  readonly counted?: EventBurst;
}

export interface TopSourceFacts {
  readonly node: string;
  /** Where the samples come from when they are not this node's own: the name of the recording. */
  readonly recording?: string;
  /** What it was counted under. */
  readonly recordedConditions?: readonly string[];
  /** The recording has no more samples. */
  readonly isAtEnd?: boolean;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface TopSort {
  readonly column: TopColumnId;
  readonly isReversed: boolean;
}

/** The traffic of a view, with the sample it came in. */
export interface CountedTable {
  readonly viewId: string;
  readonly sample: TableSample;
}

export interface OuterTable {
  readonly dimension: TrafficDimension;
  readonly sort: TopSort;
  readonly nameFilter: string;
  readonly selectedKey?: string;
  readonly firstRow: number;
  readonly trails: GroupTrails;
  readonly table?: CountedTable;
}

export interface Prompt {
  readonly kind: "name-filter" | "flow-filter";
  readonly text: string;
  readonly error?: string;
}

export interface TopSettings {
  readonly source: TopSourceFacts;
  readonly size: ScreenSize;
  readonly characters: ScreenCharacters;
  readonly intervalSeconds: number;
  readonly dimension: TrafficDimension;
  readonly sort: TopSort;
  readonly conditions: readonly string[];
  readonly rowLimit?: number;
}

export function beginTop({ conditions, ...settings }: TopSettings): TopState {
  return {
    ...settings,
    isPaused: false,
    nameFilter: "",
    view: { ...wholeTable, conditions },
    outer: [],
    series: noSeries,
    trails: noTrails,
    suspects: noSuspects,
    firstRow: 0,
    redraws: 0,
  };
}
