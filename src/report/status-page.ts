import type { AgentStatus } from "../model/agent-status.ts";
import { durationText } from "../model/duration-text.ts";
import type { IncidentSummary } from "../model/incident.ts";
import { evidenceSection } from "./status-page/evidence-section.ts";
import { healthSection } from "./status-page/health-section.ts";
import { Html, html } from "./status-page/html.ts";
import { incidentSection } from "./status-page/incident-section.ts";
import { planSection } from "./status-page/plan-section.ts";
import { secondText } from "./status-page/second-text.ts";
import { statusPageStyle } from "./status-page/status-page-style.ts";
import { useSection } from "./status-page/use-section.ts";
import { suspectSection, verdictSection } from "./status-page/verdict-section.ts";
import { workloadSection } from "./status-page/workload-section.ts";

export interface StatusPageOptions {
  /** Missing where no incidents are recorded. */
  readonly incidents?: readonly IncidentSummary[];
  /** Undefined leaves the page as it is, for whoever reads or copies from it. */
  readonly refreshSeconds: number | undefined;
}

/** The agent's page: one document without scripts, whose one style sheet is `statusPageStyle`, so that a content security policy can name it and allow nothing else. */
export function statusPage(status: AgentStatus, { incidents, refreshSeconds }: StatusPageOptions): string {
  const { node, version, atMs, startedAtMs, judgement } = status;
  const diagnosis = judgement?.diagnosis;
  const refresh =
    refreshSeconds === undefined
      ? undefined
      : html`<meta http-equiv="refresh" content="${refreshSeconds}">
`;
  const refreshText =
    refreshSeconds === undefined
      ? html`<a href="/">refresh again</a>`
      : html`refreshes every ${durationText(refreshSeconds)} · <a href="/?refresh=off">hold</a>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${refresh}<title>${diagnosis === undefined ? "…" : diagnosis.verdict.severity} · ${node} · ullage</title><style>${new Html(statusPageStyle)}</style></head>
<body><header><h1>${node}</h1><p><span>${secondText(atMs)}</span><span>${refreshText}</span></p></header>
<main><div>${verdictSection(status)}${diagnosis === undefined ? undefined : planSection(diagnosis)}${diagnosis === undefined ? undefined : evidenceSection(diagnosis)}</div>
<div>${useSection(status)}${workloadSection(status)}${suspectSection(status)}${incidents === undefined ? undefined : incidentSection(incidents)}${healthSection(status)}</div></main>
<footer><p>ullage ${version}, up ${durationText(Math.max(0, (atMs - startedAtMs) / 1000))}. It changes nothing on the node.</p><p>${links}</p></footer></body></html>
`.markup;
}

const links: readonly Html[] = [
  ["/v1/diagnose?format=text", "diagnosis"],
  ["/v1/top", "top"],
  ["/v1/snapshot", "snapshot"],
  ["/v1/incidents", "incidents"],
  ["/metrics", "metrics"],
].map(([path = "", text = ""]) => html`<a href="${path}">${text}</a> `);
