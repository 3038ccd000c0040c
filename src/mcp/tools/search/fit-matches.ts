import type { searchContract } from "../../../contract/tools/search.ts";
import type { ToolInput, ToolOutput } from "../../../contract/tools/tool-contract.ts";
import { isoTime } from "../../../model/iso-time.ts";
import { harmlessText } from "../../../report/harmless-text.ts";
import { bytesOfJson } from "../../answers/answer-bytes.ts";
import type { JudgedFile, JudgedMatch } from "./judge-matches.ts";

type Input = ToolInput<typeof searchContract>;
type ShownMatch = ToolOutput<typeof searchContract>["results"][number]["matches"][number];

/** With as much of the lines, and of what stands around them, as there is room for; what is still too long is shortened by whoever sends it. */
export function fitMatches(files: readonly JudgedFile[], { response_format: format, contextLines }: Input, room: number) {
  const shown = shapes[format].map((shape) =>
    files.map(({ path, matches }) => ({
      path,
      matches: matches.slice(0, shape.matches).map((judged) => shownMatch(judged, shape, contextLines)),
    })),
  );
  const fits = shown.findIndex((each) => bytesOfJson(each) + files.length * resultBytes <= room);
  const chosen = fits < 0 ? shapes[format].length - 1 : fits;
  const shape = shapes[format][chosen];
  const gaps = [
    ...(chosen > 0 && contextLines > 0 && shape?.contextLine === 0
      ? ["the lines around the matches are left out for room; ask for fewer maxResults, or with a larger max_bytes"]
      : []),
    ...files.flatMap(({ path, matches }) =>
      shape !== undefined && matches.length > shape.matches
        ? [`of ${harmlessText(path)} ${shape.matches} of ${matches.length} matching lines are shown`]
        : [],
    ),
  ];
  return { files: shown[chosen] ?? [], gaps };
}

interface Shape {
  readonly line: number;
  readonly contextLine: number;
  readonly matches: number;
}

const shapes: Readonly<Record<Input["response_format"], readonly Shape[]>> = {
  detailed: [
    { line: 1_000, contextLine: 1_000, matches: 500 },
    { line: 500, contextLine: 300, matches: 500 },
    { line: 300, contextLine: 0, matches: 500 },
  ],
  concise: [
    { line: 300, contextLine: 160, matches: 500 },
    { line: 300, contextLine: 0, matches: 500 },
    { line: 160, contextLine: 0, matches: 500 },
    { line: 160, contextLine: 0, matches: 20 },
  ],
};

/** Of a result without its matches. */
const resultBytes = 160;

function shownMatch({ match, counters, isHit }: JudgedMatch, shape: Shape, contextLines: number): ShownMatch {
  const { lineNumber, line, isCut, foundAt, atMs, before, after } = match;
  const from = Math.max(0, Math.min(foundAt - shape.line / 4, line.length - shape.line));
  const shownLines = (lines: readonly string[]) => lines.map((each) => harmlessText(each.slice(0, shape.contextLine)));
  return {
    ...{ lineNumber, line: harmlessText(line.slice(from, from + shape.line)) },
    ...(isCut || line.length > shape.line ? { isCut: true as const } : {}),
    ...(atMs === undefined ? {} : { at: isoTime(atMs) }),
    ...(isHit === undefined ? {} : { isHit }),
    ...(counters.length === 0
      ? {}
      : {
          counters: counters.map(({ name, subject, ...rest }) => ({
            name: harmlessText(name),
            ...(subject === undefined ? {} : { subject: harmlessText(subject) }),
            ...rest,
            because: harmlessText(rest.because),
          })),
        }),
    ...(contextLines === 0 || shape.contextLine === 0 ? {} : { context: { before: shownLines(before), after: shownLines(after) } }),
  };
}
