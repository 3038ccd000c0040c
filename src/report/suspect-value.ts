import { isoTime } from "../model/iso-time.ts";
import type { Suspect } from "../model/suspect.ts";
import { harmlessText } from "./harmless-text.ts";

/** In the shape of `src/contract/suspect.ts`. */
export function suspectValue({ sinceMs, name, ...rest }: Suspect) {
  return { ...rest, name: harmlessText(name), ...(sinceMs === undefined ? {} : { since: isoTime(sinceMs) }) };
}
