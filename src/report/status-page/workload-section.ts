import type { AgentStatus } from "../../model/agent-status.ts";
import { durationText } from "../../model/duration-text.ts";
import type { TrafficGroup } from "../../model/table-traffic.ts";
import { countText, percentText, rateText } from "../figures.ts";
import { type Html, html, section } from "./html.ts";
import { shareBar } from "./share-bar.ts";

/** Who has the entries, by the last walk. */
export function workloadSection(status: AgentStatus): Html | undefined {
  const { walk, works, monotonicMs } = status;
  const traffic = walk?.sample.traffic;
  if (walk === undefined || traffic === undefined) {
    const because = walk?.sample.remarks.join("; ") || works.find(({ work }) => work === "walk")?.reason || "it was not walked yet";
    return section("Top workloads", "workloads", [html`<p class="missing">The table could not be listed: ${because}.</p>`]);
  }
  const { groups, distinct } = traffic.by.workload;
  const shown = groups.slice(0, mostGroups);
  const age = durationText(Math.max(0, (monotonicMs - walk.atMonotonicMs) / 1000));
  const rest = distinct > shown.length ? `${countText(distinct - shown.length)} more in /v1/top. ` : "";
  return section("Top workloads", "workloads", [
    shown.length === 0
      ? undefined
      : html`<table><thead><tr><th scope="col">workload</th><th scope="col" class="n">entries</th><th scope="col" class="n">share</th><th scope="col" class="n">births/s</th></tr></thead>
<tbody>${shown.map(row)}</tbody></table>
`,
    html`<p class="quiet">${rest}The table was walked ${age} ago: ${countText(traffic.total)} entries.${remarksText(walk.sample.remarks)}</p>
`,
  ]);
}

const mostGroups = 10;

function remarksText(remarks: readonly string[]): string {
  return remarks.map((remark) => ` ${remark}.`).join("");
}

function row({ key, entries, share, births, isInfrastructure, hasEnded }: TrafficGroup): Html {
  const marks = [...(isInfrastructure === true ? ["infrastructure"] : []), ...(hasEnded === true ? ["gone"] : [])].join(", ");
  const rate = births === undefined ? "–" : `${births.isFloor && births.perSecond > 0 ? "≥ " : ""}${rateText(births.perSecond)}`;
  return html`<tr><th scope="row">${key}${marks === "" ? undefined : html` <span class="quiet">${marks}</span>`}${shareBar(share, "plain")}</th><td class="n">${countText(entries)}</td><td class="n">${percentText(share)}</td><td class="n">${rate}</td></tr>
`;
}
