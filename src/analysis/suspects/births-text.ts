import { countText } from "../../model/count-text.ts";
import type { Rate } from "../../model/rate.ts";

/** `; it opens 35/s`, `; it opens at least 35/s`, or nothing where nobody knows. */
export function birthsText(births: Rate | undefined): string {
  if (births === undefined) return "";
  const { perSecond, isFloor } = births;
  return `; it opens ${isFloor ? "at least " : ""}${perSecond >= 10 ? countText(perSecond) : Number(perSecond.toFixed(1))}/s`;
}
