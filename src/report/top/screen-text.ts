import { harmlessText } from "../harmless-text.ts";
import { screenMarks } from "./screen-marks.ts";

/** What a terminal can show: `ascii` where its locale or font has nothing else. */
export type ScreenCharacters = "unicode" | "ascii";

/** A text of unknown origin as it may stand on a screen: nothing in it acts, and where only ASCII is shown every other character is spelled out. */
export function screenText(text: string, characters: ScreenCharacters): string {
  const harmless = harmlessText(text);
  if (isAscii(harmless)) return harmless;
  // A letter with a hundred accents reaches over the lines above it.
  const calm = harmless.replace(/(\p{M}{2})\p{M}+/gu, "$1");
  return characters === "unicode" ? calm : calm.replace(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Cells of a terminal that a text takes: two for East Asian wide characters and emoji, none for combining marks. */
export function textWidth(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Takes out the middle, since both the namespace in front and the number at the end tell rows apart. */
export function cutMiddle(text: string, width: number, characters: ScreenCharacters): string {
  if (textWidth(text) <= width) return text;
  const mark = screenMarks[characters].cut;
  if (width <= 1) return width === 1 ? mark : "";
  const front = takeWidth([...text], Math.ceil((width - 1) / 2));
  const back = takeWidth([...text].reverse(), Math.floor((width - 1) / 2)).reverse();
  return `${front.join("")}${mark}${back.join("")}`;
}

/** What fits from the beginning. */
export function cutEnd(text: string, width: number): string {
  return textWidth(text) <= width ? text : takeWidth([...text], width).join("");
}

export function padTo(text: string, width: number, align: "left" | "right"): string {
  const room = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + room : room + text;
}

function takeWidth(characters: readonly string[], width: number): string[] {
  let taken = 0;
  const end = characters.findIndex((character) => {
    taken += characterWidth(character);
    return taken > width;
  });
  return characters.slice(0, end < 0 ? characters.length : end);
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^\p{M}$/u.test(character)) return 0;
  if (/^\p{Emoji_Presentation}$/u.test(character)) return 2;
  return wideRanges.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** The blocks that UAX #11 calls Wide or Fullwidth; emoji are told by their own property. */
const wideRanges: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f], // Hangul Jamo, leading consonants
  [0x2e80, 0x303e], // CJK radicals, punctuation
  [0x3041, 0xa4cf], // Kana, CJK ideographs, Yi
  [0xa960, 0xa97f], // Hangul Jamo Extended-A
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff], // CJK compatibility ideographs
  [0xfe30, 0xfe6f], // CJK compatibility forms
  [0xff00, 0xff60], // Fullwidth forms
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff], // Pictographs
  [0x20000, 0x3fffd], // Supplementary ideographs
];

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
