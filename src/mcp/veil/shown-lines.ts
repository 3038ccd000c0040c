import { harmlessLines } from "../answers/harmless-lines.ts";
import type { NameVeil } from "./name-veil.ts";

/** A text that leaves by itself: covered where names are, and harmless. What stands around a name is looked at before it is made harmless. */
export function shownLines(text: string, veil: NameVeil | undefined): string {
  return harmlessLines(veil === undefined ? text : veil.cover(text));
}
