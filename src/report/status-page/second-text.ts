import { isoTime } from "../../model/iso-time.ts";

/** `2026-01-15 12:00:22 UTC` */
export function secondText(epochMs: number): string {
  return isoTime(epochMs)
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
}
