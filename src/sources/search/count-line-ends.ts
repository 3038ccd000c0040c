/**
 * Bytes 10 among the first `length` of a buffer that begins at a multiple of four. Four at a time, since asking for the next one costs 30 ns a line and a line may be
 * of few bytes: 40 ms over 200 MB.
 */
export function countLineEnds(buffer: Uint8Array, length: number): number {
  const words = new Uint32Array(buffer.buffer, buffer.byteOffset, length >>> 2);
  let count = 0;
  for (let at = 0; at < words.length; ) {
    const end = Math.min(words.length, at + 255);
    // Of each of the four bytes a sum of its own, which 255 words cannot overflow.
    let sums = 0;
    for (; at < end; at++) {
      const differing = (words[at] ?? 0) ^ 0x0a0a0a0a;
      // The highest bit of each byte that does not differ.
      sums = (sums + (~(((differing & 0x7f7f7f7f) + 0x7f7f7f7f) | differing | 0x7f7f7f7f) >>> 7)) | 0;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  for (let at = words.length * 4; at < length; at++) if (buffer[at] === 10) count++;
  return count;
}
