/** Numbers as people read them; the same in every face. */
export { countText } from "../model/count-text.ts";

export function percentText(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
