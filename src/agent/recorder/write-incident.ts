import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { archiveSnapshots } from "../../operations/archive-readings.ts";
import { beginManifest, finishBundle } from "../../operations/bundle-manifest.ts";
import type { CollectedNode } from "../../operations/collect-node.ts";
import { GzipArchive } from "../../sources/bundle-writer/gzip-archive.ts";
import type { IncidentDirectory } from "./incident-directory.ts";
import { incidentReadFlags } from "./incident-files.ts";
import { encodeIncident, incidentFile, incidentFileBytes } from "./incident-record.ts";
import { startLine } from "./incident-samples.ts";
import { type IncidentBody, type OpenIncident, recordOf } from "./open-incident.ts";
import type { SampleRing } from "./sample-ring.ts";

/** Puts everything of the node into the archive: the whole of `collectNode` but for what only its caller knows. */
export type CollectInto = (archive: GzipArchive, signal: AbortSignal) => Promise<CollectedNode>;

export interface WriteIncidentOptions {
  readonly directory: IncidentDirectory;
  readonly ring: SampleRing;
  readonly version: string;
  readonly nowMs: number;
  /** Gives it up at once, whatever is still being waited for. */
  readonly signal?: AbortSignal;
}

type FillBody = (archive: GzipArchive) => Promise<Pick<IncidentBody, "files" | "manifest">>;

/** The readings that the verdict rested on: written at once, so that a node that dies within the incident leaves them and what was before. */
export function readingsOf(incident: OpenIncident, version: string): FillBody {
  return async (archive) => {
    const { readings } = incident;
    if (readings === undefined) throw new Error("an incident without a body must have readings");
    archiveSnapshots(archive, undefined, readings);
    const notRead = [{ path: "node_conntrack_table.txt", because: "the node had not been collected when this was written" }];
    return { files: [...archive.files], manifest: beginManifest(readings, { version, label: "incident", redactor: undefined, notRead }) };
  };
}

export function collectionOf(collect: CollectInto, signal: AbortSignal): FillBody {
  return async (archive) => {
    const { manifest } = await collect(archive, signal);
    return { files: [...archive.files], manifest: { ...manifest, label: "incident" } };
  };
}

/** As it was written before, byte for byte. */
export function sameBody(directory: IncidentDirectory, incident: OpenIncident): FillBody {
  return async (archive) => {
    const { body } = incident;
    if (body === undefined) throw new Error("there is no body to keep");
    const descriptor = openSync(join(directory.path, incident.name), incidentReadFlags);
    try {
      const chunk = new Uint8Array(copiedBytes);
      for (let at = body.start; at < body.end; ) {
        const length = readSync(descriptor, chunk, 0, Math.min(chunk.length, body.end - at), at);
        if (length === 0) throw new Error(`${incident.name} is shorter than it was`);
        archive.addPacked(chunk.subarray(0, length));
        at += length;
        await archive.room();
      }
    } finally {
      closeSync(descriptor);
    }
    archive.addPacked(new Uint8Array(), body.files);
    return body;
  };
}

const copiedBytes = 1 << 20;

/** Writes an incident anew, with the samples up to this moment, in place of what was written of it before. */
export async function writeIncident(incident: OpenIncident, fillBody: FillBody, options: WriteIncidentOptions): Promise<IncidentBody> {
  const { directory, nowMs, signal } = options;
  const draft = directory.begin(incident.name);
  signal?.addEventListener("abort", draft.discard, { once: true });
  try {
    const archive = new GzipArchive(draft.output, { modifiedSeconds: nowMs / 1000 });
    const head = archive.reserve(incidentFile, incidentFileBytes);
    const start = archive.writtenBytes;
    const { files, manifest } = await fillBody(archive);
    const end = archive.writtenBytes;
    addTail(archive, incident, options);
    head.fill(encodeIncident(recordOf(incident, { start, end }, nowMs)));
    finishBundle(archive, manifest);
    signal?.throwIfAborted();
    await draft.publish();
    return { start, end, files, manifest };
  } finally {
    signal?.removeEventListener("abort", draft.discard);
    draft.discard();
  }
}

function addTail(archive: GzipArchive, incident: OpenIncident, { ring, version, nowMs }: WriteIncidentOptions): void {
  const { samples, node, verdictText } = incident;
  const lines = [...samples.written, ...samples.all(ring)];
  const file = archive.begin(samplesFile);
  file.write(`${startLine(node, version, nowMs, lines)}\n`);
  for (const line of lines) file.write(`${line}\n`);
  file.end();
  archive.add(verdictFile, `${verdictText}\n`);
}

export const samplesFile = "samples.ndjson";
export const verdictFile = "verdict.json";
