import { actingCharacters } from "./acting-characters.ts";

/**
 * Shows the characters that would act instead of being read: control characters and escape sequences move a terminal's cursor or recolour it, marks of
 * direction reorder what is seen (CVE-2021-42574), and invisible ones hide text: tags and
 * variation selectors, which Unicode calls ignorable, carry whole sentences that a language model reads and nobody sees. Process names and log lines of a node can hold
 * any of them.
 */
export function harmlessText(text: string): string {
  // Ordinary text spares the regular expression of Unicode's classes, which takes half a millisecond to compile.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(actingCharacters, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}
