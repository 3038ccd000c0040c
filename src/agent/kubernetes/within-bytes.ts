/** The text, cut at a whole character where it has more bytes: an API server counts those and not characters. */
export function withinBytes(text: string, maximumBytes: number): string {
  if (Buffer.byteLength(text) <= maximumBytes) return text;
  let room = maximumBytes - Buffer.byteLength(ellipsis);
  let cut = "";
  for (const character of text) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    cut += character;
  }
  return `${cut.trimEnd()}${ellipsis}`;
}

const ellipsis = "…";
