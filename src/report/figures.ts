/** Numbers as people read them; the same in every face. */
import { countText } from "../model/count-text.ts";

export { countText };

/** Of few a tenth tells something. */
export function rateText(perSecond: number): string {
  return perSecond >= 10 || perSecond === 0 ? countText(perSecond) : perSecond.toFixed(1);
}

export function percentText(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
