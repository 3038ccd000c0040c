import type { IncidentSummary } from "../../model/incident.ts";
import { countText } from "../figures.ts";
import { harmlessText } from "../harmless-text.ts";
import { type Html, html, section } from "./html.ts";
import { secondText } from "./second-text.ts";

/** The bundles that the flight recorder kept, the latest first. */
export function incidentSection(incidents: readonly IncidentSummary[]): Html | undefined {
  if (incidents.length === 0) return section("Incidents", "incidents", [html`<p class="quiet">None is kept.</p>`]);
  const shown = incidents.toSorted((left, right) => right.beganAtMs - left.beganAtMs).slice(0, mostIncidents);
  const rest = incidents.length - shown.length;
  return section("Incidents", "incidents", [
    html`<ul class="parted">${shown.map(incident)}</ul>
${rest === 0 ? undefined : html`<p class="quiet">${rest} more in /v1/incidents.</p>`}`,
  ]);
}

const mostIncidents = 8;

function incident({ name, beganAtMs, endedAtMs, limit, causes, culprit, summary, bytes }: IncidentSummary): Html {
  const until = endedAtMs === undefined ? "goes on" : `until ${secondText(endedAtMs)}`;
  return html`<li><a href="/v1/incidents/${encodeURIComponent(harmlessText(name))}" download>${secondText(beganAtMs)}</a> <span class="quiet">${until} · ${sizeText(bytes)}</span><br><b>${limit}</b> ${[...causes, ...(culprit === undefined ? [] : [culprit])].join(" · ")}<br>${summary}</li>
`;
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${countText(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
