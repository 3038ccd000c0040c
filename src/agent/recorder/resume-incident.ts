import { join } from "node:path";
import { isCount, isRecord } from "../../model/json-value.ts";
import type { ManifestBegun } from "../../operations/bundle-manifest.ts";
import type { Clock } from "../../platform/clock.ts";
import type { ArchivedFile } from "../../sources/bundle-writer/gzip-archive.ts";
import type { IncidentDirectory } from "./incident-directory.ts";
import { readIncidentTail } from "./incident-files.ts";
import { incidentFile } from "./incident-record.ts";
import { IncidentSamples } from "./incident-samples.ts";
import type { OpenIncident } from "./open-incident.ts";
import { samplesFile, verdictFile } from "./write-incident.ts";

export interface ResumeOptions {
  readonly clock: Clock;
  readonly quietSeconds: number;
  readonly maximumSampleBytes: number;
}

/**
 * The incident that an agent which was ended left open, where it is still the same one: written less than the quiet time ago. An agent that is killed over and
 * over by what it records so adds to one incident, and does not push all others out with copies of it.
 */
export function resumeIncident(
  directory: IncidentDirectory,
  { clock, quietSeconds, maximumSampleBytes }: ResumeOptions,
): OpenIncident | undefined {
  const newest = directory.list().at(-1);
  if (newest === undefined || newest.record.endedAtMs !== undefined) return undefined;
  const { name, record } = newest;
  const nowMs = clock.nowMs();
  const sinceWrittenMs = nowMs - record.writtenAtMs;
  if (Math.abs(sinceWrittenMs) > quietSeconds * 1000) return undefined;
  const texts = new Map(readIncidentTail(join(directory.path, name), record).map(({ path, text }) => [path, text]));
  const manifest = manifestIn(texts.get("manifest.json"));
  if (manifest === undefined) return undefined;
  const [, ...samples] = linesOf(texts.get(samplesFile) ?? "");
  const { start, end } = record.body;
  const monotonicMs = clock.monotonicMs();
  return {
    ...{ name, node: record.node, limit: record.limit, beganAtMs: record.beganAtMs },
    samples: new IncidentSamples([], maximumSampleBytes, samples),
    verdictText: texts.get(verdictFile)?.trimEnd() ?? "",
    readings: undefined,
    ...{ summary: record.summary, causes: record.causes, culprit: record.culprit, lastCriticalAtMs: record.lastCriticalAtMs },
    lastCriticalMonotonicMs: monotonicMs - Math.max(0, nowMs - record.lastCriticalAtMs),
    endedAtMs: undefined,
    ...{ attempts: record.attempts, isCollected: record.isCollected, notCollected: record.notCollected },
    body: { start, end, files: manifest.files.filter(({ path }) => !tailFiles.has(path)), manifest: manifest.begun },
    retryAtMs: monotonicMs,
    checkpointAtMs: monotonicMs + 60_000,
    checkpointAfterMs: 60_000,
    endFailures: 0,
  };
}

const tailFiles: ReadonlySet<string> = new Set([incidentFile, samplesFile, verdictFile]);

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "" && isJson(line));
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** A manifest of our own, as far as it is carried on. */
function manifestIn(text: string | undefined): { readonly begun: ManifestBegun; readonly files: readonly ArchivedFile[] } | undefined {
  const value: unknown = text === undefined || !isJson(text) ? undefined : JSON.parse(text);
  if (!isRecord(value)) return undefined;
  const { version, node, cluster, collectedAt, windowSeconds, redacted, files, notRead } = value;
  if (typeof version !== "string" || typeof node !== "string" || typeof collectedAt !== "string" || typeof windowSeconds !== "number")
    return undefined;
  if (typeof redacted !== "boolean" || !Array.isArray(files) || !Array.isArray(notRead)) return undefined;
  return {
    begun: {
      ...{ schemaVersion: 1, tool: "ullage", version, node, label: "incident", collectedAt, windowSeconds, redacted },
      ...(typeof cluster === "string" ? { cluster } : {}),
      notRead: notRead.filter(isNotRead),
    },
    files: files.filter(isArchivedFile),
  };
}

function isNotRead(value: unknown): value is ManifestBegun["notRead"][number] {
  return isRecord(value) && typeof value["path"] === "string" && typeof value["because"] === "string";
}

function isArchivedFile(value: unknown): value is ArchivedFile {
  return isRecord(value) && typeof value["path"] === "string" && typeof value["sha256"] === "string" && isCount(value["bytes"]);
}
