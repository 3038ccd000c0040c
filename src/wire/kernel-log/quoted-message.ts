/** Text from a node as it may be shown: control characters, line and direction marks spelt out, at most 400 characters. */
export function quotedMessage(text: string): string {
  if (text.length <= longestMessage && /^[\x20-\x7e]*$/.test(text)) return text;
  let quoted = "";
  // A `for … of` walks whole characters, so that a pair of surrogates is never cut apart.
  for (const character of text) {
    const shown = shownAs(character);
    if (quoted.length + shown.length > longestMessage) break;
    quoted += shown;
  }
  return quoted;
}

const longestMessage = 400;

function shownAs(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `\\x${code.toString(16).padStart(2, "0")}`;
  // Zero-width and direction marks, line and paragraph separators, lone surrogates, byte-order mark: invisible, or they turn a line around.
  const misleads =
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff;
  return misleads ? `\\u${code.toString(16)}` : character;
}
