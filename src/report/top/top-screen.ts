import { birthLines } from "./birth-lines.ts";
import { cutLine, fitPhrases, phrase } from "./fit-phrases.ts";
import { groupLines } from "./group-lines.ts";
import { occupancyLines } from "./occupancy-lines.ts";
import { cutEnd, screenText, textWidth } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import { suspectLines } from "./suspect-lines.ts";
import { topHeader } from "./top-header.ts";
import { helpLines } from "./top-help.ts";
import { isTooSmall, tableRoom } from "./top-layout.ts";
import { whyNotListed } from "./top-remarks.ts";
import { topRows } from "./top-rows.ts";
import type { Prompt, TopState } from "./top-state.ts";
import { markWidth, tableRow, tableTitles } from "./top-table.ts";
import { viewId } from "./top-view.ts";
import { wrapWords } from "./wrap-words.ts";

/** The whole screen, as many lines as the terminal has, none wider than it. */
export function topScreen(state: TopState): readonly StyledLine[] {
  const { columns, rows } = state.size;
  if (isTooSmall(state)) return [[{ text: cutEnd("terminal too small", columns) }]].slice(0, rows);
  const body = state.overlay === undefined ? [...topHeader(state), ...tableLines(state)] : overlays[state.overlay](state);
  const above = body.slice(0, rows - 1);
  return [...above, ...Array<StyledLine>(rows - 1 - above.length).fill([]), bottomLine(state)];
}

const overlays = {
  help: helpLines,
  suspects: suspectLines,
  occupancy: occupancyLines,
  births: birthLines,
} as const satisfies Record<NonNullable<TopState["overlay"]>, (state: TopState) => readonly StyledLine[]>;

/** The same without a terminal: every row, no keys. */
export function topPage(state: TopState): readonly StyledLine[] {
  const births = state.eventCount === undefined ? [] : [[], ...birthLines(state)];
  return [...topHeader(state), ...tableLines(state), ...births];
}

function tableLines(state: TopState): readonly StyledLine[] {
  const room = tableRoom(state);
  const rows = topRows(state);
  if (rows.length > 0) {
    const shown = rows.slice(state.firstRow, state.firstRow + room);
    const marksWidth = markWidth(state, rows);
    return [tableTitles(state), ...shown.map((group) => tableRow(state, group, marksWidth))];
  }
  const because = wrapWords(screenText(whyEmpty(state), state.characters), state.size.columns - 2);
  const reasons = because.map((text): StyledLine => [{ text: `  ${text}`, style: "quiet" }]);
  return [tableTitles(state), ...[...reasons, ...groupLines(state)].slice(0, room)];
}

function whyEmpty(state: TopState): string {
  const { table, failure, nameFilter, source, view, series } = state;
  // Later on it stands above the table, whose figures stay.
  if (failure !== undefined && series.last === undefined) return `No table: ${failure}`;
  if (source.recording !== undefined && view.groups.length > 0)
    return "A recording holds the groups of the table, not what is inside of one. Esc goes back.";
  if (table?.viewId !== viewId(view)) return failure === undefined ? "Reading the table" : "No table yet";
  if (table.sample.traffic === undefined) return `No table: ${whyNotListed(state).join("; ") || "it was not walked"}`;
  return nameFilter === "" ? "No entries." : "No name has this in it. Esc shows all.";
}

function bottomLine(state: TopState): StyledLine {
  const { prompt, notice, size, overlay } = state;
  if (prompt !== undefined) return promptLine(prompt, state);
  if (notice !== undefined) return [{ text: cutEnd(notice, size.columns), style: "warning" }];
  if (overlay !== undefined) {
    const way = overlay === "occupancy" ? "Up and Down show other rows; any other key goes back" : "Any key goes back";
    return [{ text: cutEnd(way, size.columns), style: "quiet" }];
  }
  return fitPhrases(
    hints.map((text, place) => phrase(-place, { text, style: "quiet" })),
    size.columns,
    "  ",
  );
}

/** Of a text that is longer than the line its end is shown, where it is being typed. */
function promptLine({ kind, text, error }: Prompt, { size, characters }: TopState): StyledLine {
  const long = kind === "name-filter" ? "Only names with: " : "Count only: ";
  const label = size.columns < 40 ? (kind === "name-filter" ? "/" : "f ") : long;
  const room = size.columns - label.length - 1;
  const typed = screenText(text, characters);
  const shown = textWidth(typed) <= room ? typed : [...cutEnd([...typed].reverse().join(""), room)].reverse().join("");
  const line: StyledLine = [{ text: label, style: "strong" }, { text: shown }, { text: "_", style: "selected" }];
  return cutLine(error === undefined ? line : [...line, { text: `  ${screenText(error, characters)}`, style: "issue" }], size.columns);
}

const hints = [
  "? help",
  "q quit",
  "Enter inside",
  "g group",
  "> sort",
  "/ name",
  "f filter",
  "p pause",
  "i lifetimes",
  "u suspects",
  "e events",
];
