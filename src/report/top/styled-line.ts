/** One line of a screen, in pieces that look different. Faces turn styles into colours; the words are the same without them. */
export type StyledLine = readonly Segment[];

export interface Segment {
  readonly text: string;
  readonly style?: SegmentStyle;
}

export type SegmentStyle = "strong" | "quiet" | "heading" | "selected" | "ok" | "warning" | "issue";

export function lineText(line: StyledLine): string {
  return line.map(({ text }) => text).join("");
}
