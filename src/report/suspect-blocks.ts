import { isoTime } from "../model/iso-time.ts";
import type { Suspect } from "../model/suspect.ts";
import type { Block } from "./document.ts";
import { percentText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";

/** Who seems to fill the table, in the same words wherever it is said. */
export function suspectBlocks(suspects: readonly Suspect[]): Block[] {
  if (suspects.length === 0) return [];
  return [
    { kind: "heading", text: "Suspects" },
    { kind: "list", items: suspects.map(suspectText) },
  ];
}

/** `connection-leak (high): Deployment shop/checkout, 12 % of the table: 900 of its 1,000 … idle for over an hour; seen since 2026-01-15T12:00:00Z`. */
export function suspectText({ cause, confidence, name, share, because, sinceMs }: Suspect): string {
  const since = sinceMs === undefined ? "" : `; seen since ${isoTime(sinceMs)}`;
  return `${cause} (${confidence}): ${harmlessText(name)}, ${percentText(share)} of the table: ${because}${since}`;
}
