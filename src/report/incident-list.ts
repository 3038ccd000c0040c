import type { IncidentSummary } from "../model/incident.ts";
import { isoTime } from "../model/iso-time.ts";
import { harmlessText } from "./harmless-text.ts";

/** The incidents that are kept, the latest first; `src/contract/incident-list.ts` is the schema. */
export function incidentList(node: string, incidents: readonly IncidentSummary[]) {
  return {
    schemaVersion: 1 as const,
    node: harmlessText(node),
    incidents: incidents
      .toSorted((left, right) => right.beganAtMs - left.beganAtMs)
      .map(({ beganAtMs, endedAtMs, culprit, ...incident }) => ({
        ...incident,
        name: harmlessText(incident.name),
        node: harmlessText(incident.node),
        summary: harmlessText(incident.summary),
        beganAt: isoTime(beganAtMs),
        /** Null while it goes on. */
        endedAt: endedAtMs === undefined ? null : isoTime(endedAtMs),
        ...(culprit === undefined ? {} : { culprit: harmlessText(culprit) }),
      })),
  };
}
