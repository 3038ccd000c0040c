import type { Rate } from "../../model/rate.ts";
import type { GroupSum } from "./group-counter.ts";
import { datableClasses } from "./timeout-class.ts";
import type { YoungWindows } from "./young-windows.ts";

/** How births are told: from the countdown alone, or by comparison with an earlier walk. */
export type BirthMethod =
  | { readonly kind: "countdown"; readonly windows: YoungWindows }
  | {
      readonly kind: "difference";
      readonly overSeconds: number;
      /** Entries may have come and gone in between. */
      readonly isFloor: boolean;
    };

/** How often connections of a group begin. */
export function birthRate(sum: GroupSum, method: BirthMethod): Rate {
  if (method.kind === "difference") {
    const { overSeconds, isFloor } = method;
    const perSecond = sum.born / overSeconds;
    return { perSecond, method: "countdown+difference", overSeconds, plusMinus: halfWidth(sum.born) / overSeconds, isFloor };
  }
  const { seconds, longestSeconds } = method.windows;
  const { youngByClass } = sum;
  let perSecond = 0;
  let variance = 0;
  for (let own = 0; own < datableClasses; own++) {
    if (seconds[own] === 0) continue;
    perSecond += youngByClass[own]! / seconds[own]!;
    variance += youngByClass[own]! / seconds[own]! ** 2;
  }
  return {
    perSecond,
    method: "countdown",
    overSeconds: longestSeconds,
    plusMinus: variance === 0 ? halfWidth(0) / longestSeconds : 1.96 * Math.sqrt(variance),
    isFloor: sum.byClass.some((entries, own) => entries > 0 && (seconds[own] ?? 0) === 0),
  };
}

/** Of the 95 % band of a count (Poisson, by its normal approximation); that of none at all reaches up to three (the rule of three). */
function halfWidth(count: number): number {
  return count === 0 ? 3 : 1.96 * Math.sqrt(count);
}
