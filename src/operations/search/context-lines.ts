import type { FileHandle } from "node:fs/promises";
import type { TextPlace } from "../bundle-shelf/bundle-shelf.ts";

export interface LineContext {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Whole lines around the one that begins at `offset` of a file; such that are long are cut, and of what lies far away there is none. */
export async function readContext(
  file: FileHandle,
  place: TextPlace,
  { offset, bytes }: { readonly offset: number; readonly bytes?: number },
  lines: number,
): Promise<LineContext> {
  if (lines === 0) return { before: [], after: [] };
  for (const reach of [lines * 512, farthest]) {
    const from = Math.max(0, offset - reach);
    const end = bytes === undefined ? offset : offset + bytes;
    const to = Math.min(place.bytes, end + reach);
    const buffer = Buffer.alloc(to - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, place.start + from);
    const read = buffer.subarray(0, bytesRead);
    const before = linesBefore(read.subarray(0, offset - from), from === 0, lines);
    // Where the line has no end that is known, neither has what follows it a beginning.
    const after = bytes === undefined ? [] : linesAfter(read.subarray(Math.min(read.length, end - from + 1)), to === place.bytes, lines);
    const isComplete = (from === 0 || before.length === lines) && (to === place.bytes || bytes === undefined || after.length === lines);
    if (isComplete || reach === farthest) return { before: before.map(shown), after: after.map(shown) };
  }
  return { before: [], after: [] };
}

/** A line that is longer than this has no context. */
const farthest = 64 * 1024;
const longestLine = 1_000;
const lineEnd = 10;

function linesBefore(text: Buffer, beginsWithLine: boolean, lines: number): readonly Buffer[] {
  const found: Buffer[] = [];
  // The last byte ends the line before.
  for (let end = text.length - 1; end >= 0 && found.length < lines; ) {
    const previous = end === 0 ? -1 : text.lastIndexOf(lineEnd, end - 1);
    if (previous < 0 && !beginsWithLine) break;
    found.unshift(text.subarray(previous + 1, end));
    end = previous;
  }
  return found;
}

function linesAfter(text: Buffer, endsWithLine: boolean, lines: number): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0; start < text.length && found.length < lines; ) {
    const end = text.indexOf(lineEnd, start);
    if (end < 0 && !endsWithLine) break;
    found.push(text.subarray(start, end < 0 ? text.length : end));
    start = end < 0 ? text.length : end + 1;
  }
  return found;
}

function shown(line: Buffer): string {
  const text = line.toString("utf8", 0, Math.min(line.length, 4 * longestLine)).slice(0, longestLine);
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
