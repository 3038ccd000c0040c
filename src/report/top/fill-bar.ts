import { usage } from "../../checks/usage.ts";
import { screenMarks } from "./screen-marks.ts";
import type { ScreenCharacters } from "./screen-text.ts";
import type { SegmentStyle } from "./styled-line.ts";

/** `[██████░░░░]`, as many cells wide as it is told, brackets included. */
export function fillBar(ratio: number, width: number, characters: ScreenCharacters): string {
  const cells = Math.max(0, width - 2);
  // Never drawn as full while there is room, nor as empty while there are entries.
  const rounded = Math.round(Math.min(Math.max(ratio, 0), 1) * cells);
  const filled = ratio >= 1 ? cells : Math.min(Math.max(rounded, ratio > 0 ? 1 : 0), Math.max(0, cells - 1));
  const { full, free } = screenMarks[characters];
  return `[${full.repeat(filled)}${free.repeat(cells - filled)}]`;
}

/** By the levels of the check, so that both call the same table critical. */
export function fillStyle(ratio: number): SegmentStyle {
  const { warningRatio, issueRatio } = usage.thresholds;
  if (ratio >= (issueRatio?.default ?? 1)) return "issue";
  return ratio >= (warningRatio?.default ?? 1) ? "warning" : "ok";
}
