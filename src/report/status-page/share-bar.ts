import { Html, html } from "./html.ts";

export type BarTone = "ok" | "warning" | "issue" | "plain";

/** Drawn, since a style attribute with a width would need a content security policy that allows any style. What it shows stands beside it in figures. */
export function shareBar(ratio: number, tone: BarTone, markAt?: number): Html {
  const width = percent(ratio);
  const mark = markAt === undefined ? new Html("") : html`<rect class="mark" x="${percent(markAt, 99.4)}" width="0.6" height="10"/>`;
  return html`<svg class="bar ${tone}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="fill" width="${width}" height="10"/>${mark}</svg>`;
}

/** Never drawn as nothing while there is something. */
function percent(ratio: number, most = 100): number {
  const bounded = Math.min(Math.max(ratio * 100, ratio > 0 ? 0.5 : 0), most);
  return Number(bounded.toFixed(1));
}
