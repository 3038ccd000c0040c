/** A page of panels, declared once: the JSON that Grafana imports is made from it. */
export interface Dashboard {
  /** Stable: links and bookmarks name it. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly sections: readonly Section[];
}

/** Chosen above the panels, and `$name` in queries. The data source is one by itself. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** The series and the label whose values are offered. */
  readonly from: string;
  readonly labelName: string;
  /** It follows from another variable, and nobody has to choose. */
  readonly isHidden?: true;
}

export interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  /** What it shows and what it does not mean; shown behind the panel's question mark. */
  readonly description: string;
  readonly kind: "number" | "lines" | "areas" | "table" | "states";
  readonly unit: PanelUnit;
  /** Of the 24 columns that a page is wide. */
  readonly width: 4 | 6 | 8 | 12 | 24;
  readonly queries: readonly Query[];
  /** From which value on it is of which colour; below the first it is green. */
  readonly thresholds?: readonly { readonly from: number; readonly colour: "blue" | "yellow" | "orange" | "red" }[];
  /** What numbers stand for. */
  readonly names?: Readonly<Record<number, { readonly text: string; readonly colour: string }>>;
  /** Of a table: the heading of each label that is shown, in order; and of the value where it is shown. */
  readonly columns?: Readonly<Record<string, string>>;
  /** That an axis, or the colour, spans. */
  readonly range?: { readonly from: number; readonly to: number };
}

export interface Query {
  readonly expression: string;
  /** `{{label}}` of the series; of a table with several queries, the heading of its value. */
  readonly legend: string;
}

/** Names that Grafana gives to units. */
export type PanelUnit = "short" | "percentunit" | "s" | "bytes" | "cps" | "pps" | "none" | "cores";

export const panelHeights = { number: 4, lines: 8, areas: 8, table: 8, states: 10 } as const satisfies Record<Panel["kind"], number>;
