import type { IncidentSummary } from "../../model/incident.ts";
import { isoTime } from "../../model/iso-time.ts";
import { isCount, isRecord } from "../../model/json-value.ts";
import { type CauseId, causeIds, type LimitId, limitIds } from "../../model/verdict.ts";

/**
 * `incident.json`, the first file of an incident's archive: what it is, and where in the archive lies what stays as it is while the samples behind it grow. Its
 * length is always the same, so that it can be filled in last and read without unpacking anything.
 */
export interface IncidentRecord extends Omit<IncidentSummary, "name" | "bytes" | "wasInterrupted"> {
  readonly lastCriticalAtMs: number;
  readonly writtenAtMs: number;
  /** How often the whole node was to be collected; a process that ends in the middle of it does not try for ever. */
  readonly attempts: number;
  readonly isCollected: boolean;
  /** Why the node was not collected. */
  readonly notCollected?: string;
  /** Bytes of the archive, packed. */
  readonly body: { readonly start: number; readonly end: number };
}

export const incidentFile = "incident.json";
export const incidentFileBytes = 4096;

/** Words are cut so that all of it fits. */
export function encodeIncident(record: IncidentRecord): string {
  for (let longest = 1200; ; longest >>= 1) {
    const text = encodeCut(record, longest);
    if (Buffer.byteLength(text) <= incidentFileBytes) return text;
  }
}

function encodeCut(record: IncidentRecord, longest: number): string {
  const { beganAtMs, endedAtMs, lastCriticalAtMs, writtenAtMs, summary, culprit, notCollected, node, ...rest } = record;
  return JSON.stringify(
    {
      incident: 1,
      node: node.slice(0, longest),
      began: isoTime(beganAtMs),
      lastCritical: isoTime(lastCriticalAtMs),
      ...(endedAtMs === undefined ? {} : { ended: isoTime(endedAtMs) }),
      written: isoTime(writtenAtMs),
      summary: summary.slice(0, longest),
      ...rest,
      ...(culprit === undefined ? {} : { culprit: culprit.slice(0, longest >> 1) }),
      ...(notCollected === undefined ? {} : { notCollected: notCollected.slice(0, longest >> 1) }),
    },
    undefined,
    2,
  );
}

/** Undefined for anything else than what `encodeIncident` writes: somebody else's file is no incident of ours. */
export function decodeIncident(text: string): IncidentRecord | undefined {
  const value = parsed(text);
  if (value === undefined || value["incident"] !== 1) return undefined;
  const { node, limit, causes, culprit, summary, notCollected, attempts, isCollected, body } = value;
  const beganAtMs = timeOf(value["began"]);
  const lastCriticalAtMs = timeOf(value["lastCritical"]);
  const writtenAtMs = timeOf(value["written"]);
  const endedAtMs = timeOf(value["ended"]);
  if (beganAtMs === undefined || lastCriticalAtMs === undefined || writtenAtMs === undefined) return undefined;
  if (typeof node !== "string" || typeof summary !== "string" || !isLimit(limit) || !Array.isArray(causes)) return undefined;
  if (!isRange(body) || !isCount(attempts)) return undefined;
  return {
    ...{ node, limit, summary, beganAtMs, lastCriticalAtMs, writtenAtMs, attempts, body: { start: body.start, end: body.end } },
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    causes: causes.filter(isCause),
    isCollected: isCollected === true,
    ...(typeof culprit === "string" ? { culprit } : {}),
    ...(typeof notCollected === "string" ? { notCollected } : {}),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // not JSON, so not ours
  }
}

function isRange(value: unknown): value is IncidentRecord["body"] {
  return isRecord(value) && isCount(value["start"]) && isCount(value["end"]) && value["start"] <= value["end"];
}

function isLimit(value: unknown): value is LimitId {
  return limitIds.some((id) => id === value);
}

function isCause(value: unknown): value is CauseId {
  return causeIds.some((id) => id === value);
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}
