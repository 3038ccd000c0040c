import { type Dashboard, type Panel, panelHeights, type Query, type Section, type Variable } from "./dashboard.ts";

/** As Grafana 10 and later import it; older ones convert it. */
const schemaVersion = 39;
const pageWidth = 24;
const datasource = { type: "prometheus", uid: "$datasource" } as const;

/** A JSON object as Grafana's dashboard model names its fields. */
export function grafanaDashboard({ id, title, description, variables, sections }: Dashboard): object {
  return {
    uid: id,
    title,
    description,
    tags: ["ullage", "conntrack"],
    schemaVersion,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-3h", to: "now" },
    timezone: "browser",
    annotations: { list: [] },
    links: [
      {
        type: "dashboards",
        title: "Ullage",
        tags: ["ullage"],
        icon: "external link",
        tooltip: "",
        url: "",
        asDropdown: false,
        includeVars: false,
        keepTime: true,
        targetBlank: false,
      },
    ],
    templating: {
      list: [
        { name: "datasource", label: "Data source", type: "datasource", query: "prometheus", refresh: 1, hide: 0 },
        ...variables.map(variableJson),
      ],
    },
    panels: panelsOf(sections),
  };
}

function variableJson({ name, label, from, labelName, isHidden }: Variable): object {
  const query = `label_values(${from}, ${labelName})`;
  return {
    name,
    label,
    type: "query",
    datasource,
    query: { query, refId: name },
    // When the time range changes as well: nodes come and go.
    refresh: 2,
    sort: 1,
    hide: isHidden === true ? 2 : 0,
    // What nobody chooses is all that there is: a node that was given another address had another target before.
    includeAll: isHidden === true,
    multi: isHidden === true,
    ...(isHidden === true ? { current: { text: ["All"], value: ["$__all"] } } : {}),
  };
}

function panelsOf(sections: readonly Section[]): readonly object[] {
  const placed: object[] = [];
  let y = 0;
  for (const { title, panels } of sections) {
    placed.push({ id: placed.length + 1, type: "row", title, collapsed: false, gridPos: { h: 1, w: pageWidth, x: 0, y }, panels: [] });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of panels) {
      if (x + panel.width > pageWidth) {
        y += height;
        x = 0;
        height = 0;
      }
      const h = panelHeights[panel.kind];
      placed.push({ id: placed.length + 1, ...panelJson(panel), gridPos: { h, w: panel.width, x, y } });
      x += panel.width;
      height = Math.max(height, h);
    }
    y += height;
  }
  return placed;
}

function panelJson(panel: Panel): object {
  const { title, description, kind, queries, columns } = panel;
  return {
    type: panelTypes[kind],
    title,
    description,
    datasource,
    targets: queries.map((query, index) => targetJson(query, index, kind)),
    fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
    options: panelOptions[kind],
    ...(columns === undefined ? {} : { transformations: [onlyColumns(columns)] }),
  };
}

const panelTypes = { number: "stat", lines: "timeseries", areas: "timeseries", table: "table", states: "state-timeline" } as const;

const legend = { calcs: [], displayMode: "list", placement: "bottom", showLegend: true } as const;
const tooltip = { mode: "multi", sort: "desc" } as const;

const panelOptions: Readonly<Record<Panel["kind"], object>> = {
  number: {
    colorMode: "value",
    graphMode: "area",
    justifyMode: "auto",
    orientation: "auto",
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    textMode: "auto",
    percentChangeColorMode: "standard",
    showPercentChange: false,
    wideLayout: true,
  },
  lines: { legend, tooltip },
  areas: { legend, tooltip },
  table: { showHeader: true, cellHeight: "sm" },
  states: { legend, tooltip: { mode: "single", sort: "none" }, mergeValues: true, showValue: "auto", rowHeight: 0.9, alignValue: "left" },
};

function targetJson({ expression, legend: legendFormat }: Query, index: number, kind: Panel["kind"]): object {
  const isInstant = kind === "table";
  return {
    refId: String.fromCharCode("A".charCodeAt(0) + index),
    datasource,
    expr: expression,
    legendFormat,
    instant: isInstant,
    range: !isInstant,
    format: isInstant ? "table" : "time_series",
  };
}

function fieldDefaults({ kind, unit, thresholds = [], names, range }: Panel): object {
  return {
    // Grafana has no unit of its own for cores.
    unit: unit === "cores" ? "short" : unit,
    ...(range === undefined ? { ...(kind === "lines" || kind === "areas" ? { min: 0 } : {}) } : { min: range.from, max: range.to }),
    color: { mode: kind === "number" || kind === "states" ? "thresholds" : "palette-classic" },
    thresholds: {
      mode: "absolute",
      steps: [{ color: "green", value: null }, ...thresholds.map(({ from, colour }) => ({ color: colour, value: from }))],
    },
    mappings: names === undefined ? [] : [{ type: "value", options: mappingOptions(names) }],
    ...(kind === "lines" || kind === "areas" ? { custom: drawing(kind, thresholds.length > 0) } : {}),
  };
}

function mappingOptions(names: NonNullable<Panel["names"]>): object {
  return Object.fromEntries(Object.entries(names).map(([value, { text, colour }], index) => [value, { text, color: colour, index }]));
}

function drawing(kind: "lines" | "areas", hasThresholds: boolean): object {
  return {
    drawStyle: "line",
    lineWidth: 1,
    fillOpacity: kind === "areas" ? 30 : 0,
    showPoints: "never",
    // A gap is something that is not known, and no line leads across it.
    spanNulls: false,
    stacking: { mode: kind === "areas" ? "normal" : "none", group: "A" },
    thresholdsStyle: { mode: hasThresholds ? "line" : "off" },
  };
}

/** The labels that are shown, under their headings and in their order; everything else is left out. */
function onlyColumns(columns: Readonly<Record<string, string>>): object {
  const labels = Object.keys(columns);
  return {
    id: "organize",
    options: {
      includeByName: Object.fromEntries(labels.map((label) => [label, true])),
      indexByName: Object.fromEntries(labels.map((label, index) => [label, index])),
      renameByName: columns,
      excludeByName: {},
    },
  };
}
