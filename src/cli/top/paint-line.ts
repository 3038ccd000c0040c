import type { SegmentStyle, StyledLine } from "../../report/top/styled-line.ts";

/** A line with the escape sequences of its styles. Without colours, those that tell something are told by brightness. */
export function paintLine(line: StyledLine, usesColour: boolean): string {
  const codes = usesColour ? colours : brightness;
  return line
    .map(({ text, style }) => (style === undefined || codes[style] === "" ? text : `\x1b[${codes[style]}m${text}\x1b[0m`))
    .join("");
}

/** Select Graphic Rendition codes of ECMA-48. */
const colours = {
  strong: "1",
  quiet: "2",
  heading: "7",
  selected: "30;46",
  ok: "32",
  warning: "33",
  issue: "1;31",
} as const satisfies Record<SegmentStyle, string>;

const brightness = {
  strong: "1",
  quiet: "",
  heading: "4",
  selected: "7",
  ok: "",
  warning: "1",
  issue: "1",
} as const satisfies Record<SegmentStyle, string>;
