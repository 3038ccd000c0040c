import { rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { errorText } from "../../platform/error-text.ts";
import type { Logger } from "../../platform/logger.ts";
import type { ShelvedBundle } from "./bundle-shelf.ts";

/**
 * Of each node the newest collections stay. Only what bears the name that our own collections have is ever removed, and only in the folder that they are written to.
 * Gives the ids of those that were removed.
 */
export function removeOldCollections(
  bundles: readonly ShelvedBundle[],
  { directory, keepPerNode, logger }: { readonly directory: string; readonly keepPerNode: number; readonly logger: Logger },
): ReadonlySet<string> {
  const kept = new Map<string, number>();
  const removed = new Set<string>();
  // The list has the newest first.
  for (const { id, path, node } of bundles) {
    if (dirname(path) !== directory || !ownName.test(basename(path))) continue;
    const before = kept.get(node) ?? 0;
    kept.set(node, before + 1);
    if (before < keepPerNode) continue;
    try {
      rmSync(path);
      removed.add(id);
      logger.info(`an older collection of ${node} was removed`, { bundle: id, kept: keepPerNode });
    } catch (error) {
      logger.warn("an older collection could not be removed", { bundle: id, because: errorText(error) });
    }
  }
  return removed;
}

/** As src/operations/bundle-name.ts gives it. */
const ownName = /^ullage-.+-\d{8}T\d{6}Z\.tar\.gz$/;
