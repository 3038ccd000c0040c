import type { MalformedExample } from "../../model/table-composition.ts";

const kept = 20;
const excerptLength = 120;

/** Counts what could not be read and keeps the first twenty for a person to look at. */
export class MalformedExamples {
  count = 0;
  readonly examples: MalformedExample[] = [];

  add(at: number, because: string, bytes: Uint8Array, start: number, end: number): void {
    this.count++;
    if (this.examples.length < kept) this.examples.push({ at, because, excerpt: excerptOf(bytes, start, end) });
  }
}

/** Printable ASCII as it is, every other byte as \xNN: what a node wrote must not reach a terminal as control characters. */
function excerptOf(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const shown = byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
    if (text.length + shown.length > excerptLength) break;
    text += shown;
  }
  return text;
}
