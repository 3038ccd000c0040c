import { suspectText } from "../suspect-blocks.ts";
import { type Phrase, phrase } from "./fit-phrases.ts";
import { screenMarks } from "./screen-marks.ts";
import { cutEnd, cutMiddle, screenText } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import { isWhole } from "./suspect-watch.ts";
import type { TopState } from "./top-state.ts";
import { wrapWords } from "./wrap-words.ts";

/** In the header: how many, and the surest with its name. */
export function suspectPhrases({ suspects: { found }, view, characters, size }: TopState): readonly Phrase[] {
  if (view.groups.length > 0) return [];
  const room = Math.max(8, Math.floor(size.columns / 3));
  return found.slice(0, mostInHeader).flatMap(({ cause, name, confidence }, place) => {
    const style = confidence === "high" ? ("warning" as const) : ("strong" as const);
    const text = `${screenMarks[characters].suspect} ${cause} `;
    return [phrase(9 - place, { text, style }, cutMiddle(screenText(name, characters), room, characters))];
  });
}

const mostInHeader = 3;

/** The screen of its own, behind a key: each with the figures that it rests on. */
export function suspectLines(state: TopState): readonly StyledLine[] {
  const { suspects, characters, size } = state;
  const said = suspects.found.map((suspect) => ({
    style: suspect.confidence === "high" ? ("warning" as const) : undefined,
    text: suspectText(suspect),
  }));
  const told = said.length > 0 ? said : [{ style: undefined, text: whyNobody(state) }];
  const texts = told.flatMap(({ style, text }) => {
    const lines = wrapWords(screenText(text, characters), size.columns - 2).map((line) => `  ${line}`);
    return [[], ...lines.map((line): StyledLine => [{ text: cutEnd(line, size.columns), ...(style === undefined ? {} : { style }) }])];
  });
  return [[{ text: cutEnd("Who seems to fill the table", size.columns), style: "strong" }], ...texts];
}

function whyNobody(state: TopState): string {
  if (!isWhole(state)) return "Only a part of the table is counted, and suspects are told by their part of the whole.";
  return state.suspects.series.length === 0 ? "The table was not listed yet." : "Nobody, by what was seen so far.";
}
