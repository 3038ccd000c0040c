import type { OpenBundle, ShelvedFile } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { ToolCall, ToolContext } from "../tool.ts";
import { openNodeBundle, openShelvedBundle } from "./open-node-bundle.ts";

export interface LogKeyInput {
  readonly logKey: string;
  readonly instanceId?: string | undefined;
}

export interface OpenedLogKey {
  readonly open: OpenBundle;
  /** What stands behind the bundle's id; empty where nothing does. */
  readonly path: string;
}

/** The bundle that a key names: `<bundle id>:<path>`, or the node's newest where the node is named beside it. */
export async function openLogKey(context: ToolContext, { logKey, instanceId }: LogKeyInput, call: ToolCall): Promise<OpenedLogKey> {
  if (instanceId !== undefined) {
    const open = await openNodeBundle(context, instanceId, call);
    return { open, path: logKey.startsWith(`${open.bundle.id}:`) ? logKey.slice(open.bundle.id.length + 1) : logKey };
  }
  const { bundles } = await context.shelf.list(call.signal);
  // Names may have colons in them, so the bundles that there are say where the id ends.
  const [bundle] = bundles
    .filter(({ id }) => logKey === id || logKey.startsWith(`${id}:`))
    .toSorted((left, right) => right.id.length - left.id.length);
  if (bundle === undefined) {
    throw new ToolFailure("file-unknown", `no bundle's id stands at the beginning of ${JSON.stringify(logKey.slice(0, 200))}`, {
      next: "Give the key as validate or search tells it, or the node as instanceId beside the path.",
    });
  }
  return { open: await openShelvedBundle(context, bundle, call), path: logKey.slice(bundle.id.length + 1) };
}

/** Only what the bundle was seen to hold: a path is looked up among its files and never put together with anything. */
export function fileOfBundle({ bundle, files }: OpenBundle, path: string): ShelvedFile {
  const exact = files.find((file) => file.path === path);
  if (exact !== undefined) return exact;
  // Archives hold one folder, which whoever knows the collector's layout leaves out.
  const below = isPlain(path) ? files.filter((file) => file.path.endsWith(`/${path}`)) : [];
  const [only] = below;
  if (only !== undefined && below.length === 1) return only;
  throw new ToolFailure(
    "file-unknown",
    below.length > 1
      ? `${below.length} files of ${bundle.id} end so: ${below
          .slice(0, 3)
          .map((file) => file.path)
          .join(", ")}`
      : `the bundle ${bundle.id} has no file ${JSON.stringify(path.slice(0, 300))}`,
  );
}

function isPlain(path: string): boolean {
  return !path.split("/").some((segment) => segment === "" || segment === "." || segment === "..") && !/[\0\\%]/.test(path);
}

export function logKeyOf({ bundle }: OpenBundle, path: string): string {
  return `${bundle.id}:${path}`;
}
