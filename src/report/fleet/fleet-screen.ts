import type { Block } from "../document.ts";
import { renderText } from "../render-text.ts";
import { cutEnd, type ScreenCharacters, screenText } from "../top/screen-text.ts";
import type { StyledLine } from "../top/styled-line.ts";
import type { ScreenSize } from "../top/top-state.ts";
import { type FleetTop, fleetTopReport } from "./fleet-top.ts";
import { namesText, unansweredByReason } from "./unanswered.ts";

/** The report of `top --agents` on a screen: half of it for the nodes, half for the groups, and who is silent always in sight. */
export function fleetScreen(
  fleet: FleetTop,
  { columns, rows }: ScreenSize,
  characters: ScreenCharacters,
  status: string,
): readonly StyledLine[] {
  const silent = silentLines(fleet);
  const nodeCount = fleet.frames.length;
  const room = rows - fixedLines - silent.length;
  const keys = new Set(fleet.frames.flatMap(({ traffic }) => (traffic?.groups ?? []).map(({ key }) => key)));
  const nodes = Math.max(1, Math.min(nodeCount, Math.max(Math.floor(room / 2), room - Math.min(keys.size, fleet.limit) - 1)));
  const groups = Math.max(0, room - nodes - (nodeCount > nodes ? 2 : 0));
  const blocks = fleetTopReport({ ...fleet, unanswered: [], limit: Math.min(fleet.limit, groups) }, nodes).slice(1);
  const title: StyledLine = [{ text: titleOf(fleet), style: "strong" }];
  const above = [title, ...blocks.flatMap(styledLines)].slice(0, Math.max(1, rows - 1 - silent.length));
  const gap: readonly StyledLine[] = Array.from({ length: Math.max(0, rows - 1 - silent.length - above.length) }, () => [{ text: "" }]);
  const foot: StyledLine = [{ text: status, style: "quiet" }];
  return [...above, ...gap, ...silent, foot].slice(0, rows).map((line) => onScreen(line, columns, characters));
}

/** Title, heading of each table, the heading of the groups, empty lines between, the line of keys. */
const fixedLines = 8;

function titleOf(fleet: FleetTop): string {
  const [title] = fleetTopReport({ ...fleet, frames: fleet.frames.map((frame) => ({ ...frame, traffic: null })) }, 1);
  return title?.kind === "title" ? title.text : "";
}

function silentLines({ unanswered }: FleetTop): readonly StyledLine[] {
  const byReason = unansweredByReason(unanswered);
  // The reason first: names may be many, and the line is cut.
  const lines = byReason.map(({ because, agents }) => `${agents.length} silent: ${because}: ${namesText(agents)}`);
  const others = byReason.slice(mostReasons - 1).reduce((sum, { agents }) => sum + agents.length, 0);
  const shown = lines.length <= mostReasons ? lines : [...lines.slice(0, mostReasons - 1), `${others} silent for other reasons`];
  return shown.map((text) => [{ text, style: "warning" }]);
}

const mostReasons = 3;

function styledLines(block: Block): readonly StyledLine[] {
  const style = block.kind === "heading" ? ({ style: "heading" } as const) : {};
  return renderText([block])
    .replace(/\n$/, "")
    .split("\n")
    .map((text) => [{ text, ...style }])
    .concat(block.kind === "heading" ? [] : [[{ text: "" }]]);
}

function onScreen(line: StyledLine, columns: number, characters: ScreenCharacters): StyledLine {
  return line.map(({ text, ...style }) => {
    const drawn = characters === "ascii" ? text.replace(/[█▉▊▋▌▍▎▏]/g, "#").replaceAll("…", "...") : text;
    return { text: cutEnd(screenText(drawn, characters), columns), ...style };
  });
}
