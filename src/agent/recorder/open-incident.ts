import type { AgentStatus } from "../../model/agent-status.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import type { CauseId, Diagnosis, LimitId } from "../../model/verdict.ts";
import type { ManifestBegun } from "../../operations/bundle-manifest.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { ArchivedFile } from "../../sources/bundle-writer/gzip-archive.ts";
import type { IncidentRecord } from "./incident-record.ts";
import type { IncidentSamples } from "./incident-samples.ts";

/** What of an incident's archive stays as it is while the samples behind it grow. */
export interface IncidentBody {
  readonly start: number;
  readonly end: number;
  readonly files: readonly ArchivedFile[];
  readonly manifest: ManifestBegun;
}

/** An incident that goes on, or whose end is not written yet. */
export interface OpenIncident {
  readonly name: string;
  readonly node: string;
  readonly limit: LimitId;
  readonly beganAtMs: number;
  readonly samples: IncidentSamples;
  /** As JSON: what the agent judged when it began. */
  readonly verdictText: string;
  /** The readings that were judged then; needed until the archive has a body. */
  readonly readings: { readonly earlier: NodeSnapshot | undefined; readonly now: NodeSnapshot } | undefined;
  summary: string;
  causes: readonly CauseId[];
  culprit: string | undefined;
  lastCriticalAtMs: number;
  lastCriticalMonotonicMs: number;
  endedAtMs: number | undefined;
  attempts: number;
  isCollected: boolean;
  notCollected: string | undefined;
  /** Undefined until something of it is on the disk. */
  body: IncidentBody | undefined;
  /** Of the clock that never jumps: not before it is anything written. */
  retryAtMs: number;
  checkpointAtMs: number;
  checkpointAfterMs: number;
  endFailures: number;
}

/** What a verdict says of an incident, in harmless words. */
export function incidentWords({ verdict, culprits }: Diagnosis): Pick<OpenIncident, "summary" | "causes" | "culprit"> {
  const culprit = culprits[0]?.name;
  return {
    summary: harmlessText(verdict.summary),
    causes: verdict.causes.map(({ id }) => id),
    culprit: culprit === undefined ? undefined : harmlessText(culprit),
  };
}

/** It is critical again, or still. */
export function goOn(incident: OpenIncident, { atMs, monotonicMs, judgement }: AgentStatus): void {
  incident.lastCriticalAtMs = atMs;
  incident.lastCriticalMonotonicMs = monotonicMs;
  if (judgement === undefined) return;
  const { causes, culprit } = incidentWords(judgement.diagnosis);
  incident.causes = [...new Set([...incident.causes, ...causes])];
  incident.culprit ??= culprit;
}

export function recordOf(incident: OpenIncident, body: IncidentRecord["body"], writtenAtMs: number): IncidentRecord {
  const { node, limit, beganAtMs, endedAtMs, lastCriticalAtMs, causes, culprit, summary, attempts, isCollected, notCollected } = incident;
  return {
    ...{ node, limit, beganAtMs, lastCriticalAtMs, writtenAtMs, causes, attempts, isCollected, summary },
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(culprit === undefined ? {} : { culprit }),
    ...(notCollected === undefined ? {} : { notCollected }),
    body: { start: body.start, end: body.end },
  };
}
