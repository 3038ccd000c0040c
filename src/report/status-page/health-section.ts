import type { AgentStatus, DeliveryStatus, WorkStatus } from "../../model/agent-status.ts";
import { durationText } from "../../model/duration-text.ts";
import type { Reading } from "../../model/reading.ts";
import { countText } from "../figures.ts";
import { folded, type Html, html, section } from "./html.ts";

/** How the agent itself goes: what it does, what it could not read, what it sends, what it costs. */
export function healthSection(status: AgentStatus): Html | undefined {
  const { works, deliveries, cost, snapshot, startedAtMs, atMs } = status;
  const upSeconds = Math.max(1, (atMs - startedAtMs) / 1000);
  const missing = Object.entries(snapshot.parts).filter(([, reading]) => reading.status !== "present");
  const present = Object.keys(snapshot.parts).length - missing.length;
  return section("The agent", "health", [
    html`<p class="quiet">${countText(cost.residentBytes / 1_000_000)} MB of memory · ${((cost.cpuSeconds / upSeconds) * 100).toFixed(1)} % of one core · ${present} parts read${missing.length === 0 ? "" : `, ${missing.length} not`}</p>
`,
    works.length === 0
      ? undefined
      : html`<table><thead><tr><th scope="col">work</th><th scope="col" class="n">every</th><th scope="col" class="n">last</th><th scope="col" class="n">failed</th></tr></thead>
<tbody>${works.map((work) => workRow(work, status))}</tbody></table>
`,
    deliveries.length === 0
      ? undefined
      : html`<table><thead><tr><th scope="col">sends</th><th scope="col" class="n">sent</th><th scope="col" class="n">waiting</th><th scope="col" class="n">dropped</th></tr></thead>
<tbody>${deliveries.map(deliveryRow)}</tbody></table>
`,
    folded("Not read", missing.length === 0 ? undefined : html`<ul>${missing.map(missingItem)}</ul>`, missing.length),
  ]);
}

function workRow(work: WorkStatus, { monotonicMs }: AgentStatus): Html {
  const { lastSuccessMonotonicMs, intervalSeconds, failures, runs, reason } = work;
  const last =
    lastSuccessMonotonicMs === undefined ? "never" : `${durationText(Math.max(0, (monotonicMs - lastSuccessMonotonicMs) / 1000))} ago`;
  return html`<tr><th scope="row"><span class="dot ${workState(work)}"></span>${work.work} <span class="quiet">${workState(work) === "ok" ? "" : workState(work)}</span>${reason === undefined ? undefined : html`<br><span class="reason">${reason}</span>`}</th><td class="n">${durationText(intervalSeconds)}</td><td class="n">${last}</td><td class="n">${countText(failures)}<span class="quiet"> of ${countText(runs)}</span></td></tr>
`;
}

function workState({ isStale, reason, runs }: WorkStatus): "stale" | "failing" | "starting" | "ok" {
  if (isStale) return "stale";
  if (reason !== undefined) return "failing";
  return runs === 0 ? "starting" : "ok";
}

function deliveryRow({ to, sent, waiting, dropped, reason }: DeliveryStatus): Html {
  return html`<tr><th scope="row"><span class="dot ${reason === undefined ? "ok" : "failing"}"></span>${to}${reason === undefined ? undefined : html`<br><span class="reason">${reason}</span>`}</th><td class="n">${countText(sent)}</td><td class="n">${countText(waiting)}</td><td class="n">${countText(dropped)}</td></tr>
`;
}

function missingItem([part, reading]: readonly [string, Reading<unknown>]): Html {
  const words = part.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return html`<li><b>${words}</b> ${reading.status}: ${reading.status === "present" ? "" : reading.reason}</li>
`;
}
