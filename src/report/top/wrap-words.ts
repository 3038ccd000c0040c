import { cutEnd, textWidth } from "./screen-text.ts";

/** In lines of so many cells; a word that is longer than a line is cut. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cutEnd(word, width));
  }
  return lines;
}
