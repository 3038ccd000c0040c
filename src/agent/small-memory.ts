import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { keepYoungGenerationSmall } from "../platform/small-young-generation.ts";
import { loadLibc } from "../sources/libc.ts";
import { repeatWork } from "./works/repeat-work.ts";
import type { WorkLedger } from "./works/work-ledger.ts";

/**
 * Keeps the program as small as what it holds. After each walk, and after each time that V8 has compiled, the C library keeps what was freed for whoever
 * comes next: 6 to 15 MB, which nobody needs before the next walk. To give it back takes a millisecond or two (docs/decisions/0035-agent-memory.md).
 */
export function keepMemorySmall(options: {
  readonly ledger: WorkLedger;
  readonly clock: Clock;
  readonly logger: Logger;
}): () => Promise<void> {
  const { ledger, clock, logger } = options;
  keepYoungGenerationSmall();
  const end = new AbortController();
  const ended = repeatWork({
    ...{ record: ledger.add("memory", intervalSeconds), clock, logger, intervalSeconds, timeoutSeconds: 5, signal: end.signal },
    run: async () => loadLibc().giveBackFreedMemory(),
  });
  return () => {
    end.abort();
    return ended;
  };
}

const intervalSeconds = 10;
