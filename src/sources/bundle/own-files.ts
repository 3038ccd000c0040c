import type { BundleManifest } from "../../contract/bundle-manifest.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import { errorText } from "../../platform/error-text.ts";
import { InputError } from "../../platform/input-error.ts";

export interface SavedManifest extends Pick<BundleManifest, "node" | "cluster" | "label" | "redacted" | "files" | "notRead"> {
  readonly collectedAtMs: number;
}

// The schemas cost 20 ms of start-up, so only a bundle of our own loads them.

/** zod otherwise writes code for each object of the schema, which pays after some hundred files and not for two. */
const parseOnce = { jitless: true };

export async function parseManifest(path: string, text: string): Promise<SavedManifest> {
  const { bundleManifestSchema } = await import("../../contract/bundle-manifest.ts");
  const parsed = bundleManifestSchema.safeParse(parseJson(path, text), parseOnce);
  if (!parsed.success) throw malformed(path, parsed.error);
  const { node, cluster, label, collectedAt, redacted, files, notRead } = parsed.data;
  return {
    ...{ node, collectedAtMs: Date.parse(collectedAt), redacted, files, notRead },
    ...(cluster === undefined ? {} : { cluster }),
    ...(label === undefined ? {} : { label }),
  };
}

export async function parseSnapshot(path: string, text: string): Promise<NodeSnapshot> {
  const { recordedSnapshotSchema } = await import("../../contract/recording.ts");
  const parsed = recordedSnapshotSchema.safeParse(parseJson(path, text), parseOnce);
  if (!parsed.success) throw malformed(path, parsed.error);
  const { schemaVersion: _, ...snapshot } = parsed.data;
  return snapshot;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const what = errorText(error);
    throw new InputError("recording-malformed", path, `not JSON: ${what}`, { cause: error });
  }
}

function malformed(
  path: string,
  error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] },
): InputError {
  const [issue] = error.issues;
  const field = issue === undefined || issue.path.length === 0 ? "the whole file" : issue.path.map(String).join(".");
  return new InputError("recording-malformed", path, `${field}: ${issue?.message ?? "not what was expected"}`, { cause: error });
}
