import type { Diagnosis, Evidence } from "../../model/verdict.ts";
import { folded, type Html, html, section } from "./html.ts";

/** What the verdict rests on, what was looked at besides, and what could not be. */
export function evidenceSection({ evidence, notEvaluated, remarks }: Diagnosis): Html | undefined {
  const said = (speaks: Evidence["speaks"]) => evidence.filter((item) => item.speaks === speaks);
  return section("Evidence", "evidence", [
    evidenceList(said("for")),
    folded("Also looked at", evidenceList(said("against")), said("against").length),
    folded("Not evaluated", gapList(notEvaluated), notEvaluated.length),
    folded(
      "Also to know",
      remarks.length === 0 ? undefined : html`<ul>${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`,
      remarks.length,
    ),
  ]);
}

function evidenceList(items: readonly Evidence[]): Html | undefined {
  if (items.length === 0) return undefined;
  return html`<ul>${items.map(
    ({ content, source }) => html`<li>${content} <span class="quiet">${source}</span></li>
`,
  )}</ul>`;
}

/** Several checks often lack the same thing: it is said once. */
function gapList(gaps: Diagnosis["notEvaluated"]): Html | undefined {
  if (gaps.length === 0) return undefined;
  const byReason = [...Map.groupBy(gaps, ({ because }) => because)];
  return html`<ul>${byReason.map(
    ([because, checks]) => html`<li><b>${[...new Set(checks.map(({ check }) => check))].join(", ")}</b>: ${because}</li>
`,
  )}</ul>`;
}
