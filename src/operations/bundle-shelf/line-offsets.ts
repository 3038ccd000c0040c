import { Breather } from "../../platform/breather.ts";

/** Where every so many lines of a file begin, found in one pass. */
export interface LineOffsets {
  /** Lines between two of the offsets. */
  readonly stride: number;
  readonly offsets: Float64Array;
  readonly lines: number;
}

const firstStride = 256;
/** A file of nothing but line ends has as many lines as bytes: then fewer of them are remembered. */
const mostOffsets = 65_536;

export async function findLineOffsets(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<LineOffsets> {
  let offsets: number[] = [];
  let stride = firstStride;
  let lines = 0;
  let at = 0;
  let isAtLineStart = true;
  const breather = new Breather();
  const beginLine = (offset: number) => {
    if (lines % stride === 0) offsets.push(offset);
    lines++;
    if (offsets.length < mostOffsets) return;
    offsets = offsets.filter((_, place) => place % 2 === 0);
    stride *= 2;
  };
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    let from = 0;
    while (from < chunk.length) {
      if (isAtLineStart) beginLine(at + from);
      const end = chunk.indexOf(newline, from);
      isAtLineStart = end >= 0;
      from = end < 0 ? chunk.length : end + 1;
    }
    at += chunk.length;
    await breather.rest();
  }
  return { stride, offsets: Float64Array.from(offsets), lines };
}

/** The offset that is remembered nearest before a line, counted from 1, and which line that is. Undefined behind the last line. */
export function nearestOffset(
  { stride, offsets, lines }: LineOffsets,
  line: number,
): { readonly line: number; readonly offset: number } | undefined {
  if (line < 1 || line > lines) return undefined;
  const place = Math.floor((line - 1) / stride);
  const offset = offsets[place];
  return offset === undefined ? undefined : { line: place * stride + 1, offset };
}

/** How many bytes of `chunks` stand before the line that comes `lines` after their first one. */
export async function bytesOfLines(chunks: AsyncIterable<Uint8Array>, lines: number): Promise<number> {
  let left = lines;
  let at = 0;
  if (left === 0) return 0;
  for await (const chunk of chunks) {
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, end + 1)) {
      left--;
      if (left === 0) return at + end + 1;
    }
    at += chunk.length;
  }
  return at;
}

const newline = 0x0a;
