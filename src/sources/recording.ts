import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import { errorText } from "../platform/error-text.ts";
import { InputError, inputErrorFromErrno } from "../platform/input-error.ts";

/** A saved node: `snapshot.json`, and `earlier.json` beside it where two samples were taken. */
export async function readRecording(directory: string): Promise<Observation> {
  const now = await readSnapshot(join(directory, "snapshot.json"));
  const earlierPath = join(directory, "earlier.json");
  if (statSync(earlierPath, { throwIfNoEntry: false }) === undefined) return { now };
  return { now, earlier: await readSnapshot(earlierPath) };
}

/** A snapshot of a node with hundreds of pods is some 200 kB; this bounds what a wrong path can cost. */
const maxBytes = 32 * 1024 * 1024;

/** zod otherwise writes code for each object of the schema, which pays after some hundred files and not for one. */
const parseOnce = { jitless: true };

async function readSnapshot(path: string): Promise<NodeSnapshot> {
  // The schema costs 20 ms of start-up, so only a replay loads it.
  const { recordedSnapshotSchema } = await import("../contract/recording.ts");
  const parsed = recordedSnapshotSchema.safeParse(readJson(path), parseOnce);
  if (parsed.success) {
    const { schemaVersion: _, ...snapshot } = parsed.data;
    return snapshot;
  }
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? "the whole file" : issue.path.join(".");
  throw new InputError("recording-malformed", path, `${field}: ${issue?.message ?? "not a snapshot"}`, { cause: parsed.error });
}

function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError("recording-malformed", path, `not JSON: ${errorText(error)}`, {
      cause: error,
    });
  }
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) throw new InputError("file-too-large", path, `${size} bytes; a snapshot has at most ${maxBytes}`);
    return readFileSync(path, "utf8");
  } catch (error) {
    throw inputErrorFromErrno(error) ?? error;
  }
}
