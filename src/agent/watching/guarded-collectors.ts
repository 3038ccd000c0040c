import { missingBecause } from "../../collectors/collect-snapshot.ts";
import { type CollectOptions, type Collector, PartMissing } from "../../collectors/collector.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Sources } from "../../sources/sources.ts";

/**
 * Collectors whose bugs cost their own part alone. A command ends with what a bug threw, which its user sees; an agent would end on every node that has what the
 * part cannot take, and be blind for all else. So it says so in its log with the stack, and in the reading, and lives.
 */
export function guardedCollectors(collectors: readonly Collector[], logger: Logger): readonly Collector[] {
  return collectors.map((collector) => ({
    ...collector,
    collect: async (sources: Sources, options: CollectOptions) => {
      try {
        return await collector.collect(sources, options);
      } catch (error) {
        throw isExpected(error, collector) ? error : ownFault(error, collector, logger);
      }
    },
  }));
}

function isExpected(error: unknown, collector: Collector): boolean {
  try {
    missingBecause(error, collector);
    return true;
  } catch {
    return false;
  }
}

function ownFault(error: unknown, { part, reads }: Collector, logger: Logger): PartMissing {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  logger.error(`reading ${part} ran into a bug of this program`, {
    because: what,
    stack: error instanceof Error ? error.stack : undefined,
  });
  return new PartMissing("failed", reads.join(", "), `a bug of this program: ${what}`);
}
