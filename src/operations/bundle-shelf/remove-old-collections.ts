import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

/** What a collection left half-written whose process was killed. One that goes on writes every second. */
export function removeAbandonedCollections({
  directory,
  logger,
  nowMs,
}: {
  readonly directory: string;
  readonly logger: Logger;
  readonly nowMs: number;
}): void {
  try {
    for (const name of readdirSync(directory)) {
      if (!halfWrittenName.test(name) || nowMs - statSync(join(directory, name)).mtimeMs < abandonedAfterMs) continue;
      rmSync(join(directory, name));
      logger.info("a collection that was never finished was removed", { file: name });
    }
  } catch (error) {
    logger.warn("collections that were never finished could not be removed", { because: errorText(error) });
  }
}

const abandonedAfterMs = 3_600_000;

/** As src/sources/bundle-writer/bundle-file.ts calls a collection until it is whole. */
const halfWrittenName = /^\.ullage-.+-\d{8}T\d{6}Z\.tar\.gz\.[0-9a-f]{8}\.partial$/;

/** As src/operations/bundle-name.ts gives it, with a number where several were of one second. */
const ownName = /^ullage-.+-\d{8}T\d{6}Z(?:-\d+)?\.tar\.gz$/;
