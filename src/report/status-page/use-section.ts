import type { AgentStatus } from "../../model/agent-status.ts";
import { durationText } from "../../model/duration-text.ts";
import { isPresent } from "../../model/reading.ts";
import { countText, percentText, rateText } from "../figures.ts";
import { fillStyle } from "../top/fill-bar.ts";
import { fateText } from "../top/forecast-phrases.ts";
import { type Html, html, section } from "./html.ts";
import { type BarTone, shareBar } from "./share-bar.ts";

/** How full the table is, how full it was, what becomes of it, and what was lost. */
export function useSection(status: AgentStatus): Html | undefined {
  const usage = status.snapshot.parts.tableUsage;
  if (!isPresent(usage)) {
    return section("Table", "use", [
      html`<p class="missing">${usage === undefined ? "Not read yet." : `${usage.status}: ${usage.reason}`}</p>`,
    ]);
  }
  const { count, max } = usage.value;
  return section("Table", "use", [
    max === 0 ? unlimited(count) : fill(status, count, max),
    forecastLine(status, max),
    figures(status, max),
  ]);
}

function unlimited(count: number): Html {
  return html`<p class="big">${countText(count)}</p><p class="under">entries, and nothing limits them</p>`;
}

function fill({ peaks }: AgentStatus, count: number, max: number): Html {
  const ratio = count / max;
  const highest = Math.max(0, ...peaks.map((peak) => peak.count));
  return html`<p class="big ${toneOf(ratio)}">${percentText(ratio)}</p>
<p class="under">${countText(count)} of ${countText(max)} entries, room for ${countText(Math.max(0, max - count))}</p>
${shareBar(ratio, toneOf(ratio), highest > 0 ? highest / max : undefined)}
`;
}

/** By the levels of the check, as everywhere else. */
function toneOf(ratio: number): BarTone {
  const style = fillStyle(ratio);
  return style === "issue" || style === "warning" ? style : "ok";
}

function forecastLine({ forecast }: AgentStatus, max: number): Html {
  return html`<p class="fate"><strong>${sentence(fateText(forecast, max))}</strong> <span>${forecast.because}</span></p>
`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function figures({ peaks, walk, counterTotals, tableFullRecords, learntAllowances, startedAtMs, atMs }: AgentStatus, max: number): Html {
  const births = walk?.sample.traffic?.births;
  const since = `since the agent began, ${durationText(Math.max(0, (atMs - startedAtMs) / 1000))} ago`;
  return html`<dl>
${peaks.map((peak) => figure(`highest in ${peak.window}`, max === 0 ? countText(peak.count) : `${countText(peak.count)} · ${percentText(peak.count / max)}`))}
${births === undefined ? undefined : figure("births", `${births.isFloor && births.perSecond > 0 ? "≥ " : ""}${rateText(births.perSecond)}/s`, `told by ${births.method}`)}
${losses.map(({ counter, shown }) => lossFigure(shown, counterTotals?.[counter]))}
${figure("table-full records", tableFullRecords === 0 ? "none" : countText(tableFullRecords), since, tableFullRecords > 0)}
${learntAllowances.map(({ interfaceName, maximum }) => figure(`${interfaceName} had room for`, countText(maximum), "connections at most, as far as was seen"))}
</dl>
`;
}

const losses = [
  { counter: "drop", shown: "dropped" },
  { counter: "earlyDrop", shown: "evicted early" },
  { counter: "insertFailed", shown: "not inserted" },
] as const;

function lossFigure(shown: string, total: number | undefined): Html | undefined {
  return total === undefined ? undefined : figure(shown, countText(total), "since the node was started", false);
}

function figure(term: string, value: string, title = "", isBad = false): Html {
  return html`<div title="${title}"><dt>${term}</dt><dd${isBad ? html` class="bad"` : undefined}>${value}</dd></div>
`;
}
