/**
 * Whether a file is no text, by its beginning: a zero byte, or more control characters than a coloured log has. A crash leaves blocks of zeros in front of the
 * first line that was written after it, so a long run of them is passed over where text follows.
 */
export function looksBinary(head: Uint8Array): boolean {
  const end = Math.min(head.length, headBytes);
  let control = 0;
  let text = 0;
  for (let at = 0; at < end; ) {
    if (head[at] === 0) {
      const from = at;
      while (at < end && head[at] === 0) at++;
      if (at - from < crashBlock && at < end) return true;
      continue;
    }
    if (isControl(head[at] ?? 0)) control++;
    else text++;
    at++;
  }
  return end > 0 && (text === 0 || control * 20 > text);
}

const headBytes = 65_536;
/** Disks write in sectors of 512 bytes; what stands before the next sector may be a part of one. */
const crashBlock = 256;

/** All but tab, line feed, form feed, carriage return, backspace and the escape that begins a colour. */
function isControl(byte: number): boolean {
  return (
    (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x08 && byte !== 0x1b) || byte === 0x7f
  );
}
