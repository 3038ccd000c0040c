import type { TrafficGroup } from "../../model/table-traffic.ts";
import { screenMarks } from "./screen-marks.ts";
import { cutMiddle, padTo, screenText } from "./screen-text.ts";
import type { Segment, StyledLine } from "./styled-line.ts";
import { isSuspect } from "./suspect-watch.ts";
import { fitColumns } from "./top-columns.ts";
import type { TopState } from "./top-state.ts";

/** The titles of the columns; the one that rows are sorted by is marked. */
export function tableTitles(state: TopState): StyledLine {
  const { columns, nameWidth } = fitColumns(state.size.columns);
  const { sort, characters, dimension } = state;
  const mark = screenMarks[characters][sort.isReversed ? "rising" : "falling"];
  const name = sort.column === "name" ? `${dimension} ${mark}` : dimension;
  const titles = columns.map(({ id, title, width }) => padTo(id === sort.column ? `${mark}${title}` : title, width + 1, "right"));
  return [{ text: padTo(cutMiddle(name, nameWidth, characters), nameWidth, "left") + titles.join(""), style: "heading" }];
}

export function tableRow(state: TopState, group: TrafficGroup): StyledLine {
  const { columns, nameWidth } = fitColumns(state.size.columns);
  const { characters, trails, dimension, selectedKey } = state;
  const trail = trails[dimension].get(group.key) ?? [];
  const { gone, suspect } = screenMarks[characters];
  const marks = [...(isSuspect(state, group) ? [suspect] : []), ...(group.hasEnded === true ? [gone] : [])]
    .map((mark) => `${mark} `)
    .join("");
  const name = padTo(marks + nameText(group.key, nameWidth - marks.length, state), nameWidth, "left");
  const figures = columns.map((column) => padTo(column.text(group, trail, characters), column.width + 1, "right")).join("");
  const row: Segment = { text: name + figures };
  return [group.key === selectedKey ? { ...row, style: "selected" } : row];
}

/** Kubernetes's own short names for kinds make room for the name before its middle is taken out. */
function nameText(key: string, width: number, { characters }: TopState): string {
  const name = screenText(key, characters);
  if (name.length <= width) return cutMiddle(name, width, characters);
  const [kind = "", ...rest] = name.split(" ");
  const short = shortKinds.get(kind);
  return cutMiddle(short === undefined ? name : [short, ...rest].join(" "), width, characters);
}

/** As `kubectl api-resources` lists them. */
const shortKinds: ReadonlyMap<string, string> = new Map([
  ["Deployment", "deploy"],
  ["StatefulSet", "sts"],
  ["DaemonSet", "ds"],
  ["ReplicaSet", "rs"],
  ["CronJob", "cj"],
  ["Node", "no"],
  ["Pod", "po"],
]);
