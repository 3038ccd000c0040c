import { shortKind } from "../../model/owner-name.ts";
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

/** Cells before every name, so that names stand one below the other: none where no row has a mark. */
export function markWidth(state: TopState, groups: readonly TrafficGroup[]): number {
  const longest = Math.max(0, ...groups.map((group) => marksOf(state, group).length));
  return longest === 0 ? 0 : longest + 1;
}

function marksOf(state: TopState, group: TrafficGroup): string {
  const { gone, suspect, infrastructure } = screenMarks[state.characters];
  return [
    ...(isSuspect(state, group) ? [suspect] : []),
    ...(group.isInfrastructure === true ? [infrastructure] : []),
    ...(group.hasEnded === true ? [gone] : []),
  ].join("");
}

export function tableRow(state: TopState, group: TrafficGroup, marksWidth: number): StyledLine {
  const { columns, nameWidth } = fitColumns(state.size.columns);
  const { characters, trails, dimension, selectedKey } = state;
  const trail = trails[dimension].get(group.key) ?? [];
  const marks = padTo(marksOf(state, group), marksWidth, "left");
  const name = padTo(marks + nameText(group.key, nameWidth - marks.length, state), nameWidth, "left");
  const figures = columns.map((column) => padTo(column.text(group, trail, characters), column.width + 1, "right")).join("");
  const row: Segment = { text: name + figures };
  if (group.key === selectedKey) return [{ ...row, style: "selected" }];
  return [group.isInfrastructure === true ? { ...row, style: "quiet" } : row];
}

/** Kubernetes's own short names for kinds make room for the name before its middle is taken out. */
function nameText(key: string, width: number, { characters }: TopState): string {
  const name = screenText(key, characters);
  if (name.length <= width) return cutMiddle(name, width, characters);
  const [kind = "", ...rest] = name.split(" ");
  const short = shortKind(kind);
  return cutMiddle(short === undefined ? name : [short, ...rest].join(" "), width, characters);
}
