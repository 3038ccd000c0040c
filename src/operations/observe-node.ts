import { setTimeout as sleep } from "node:timers/promises";
import { collectSnapshot } from "../collectors/collect-snapshot.ts";
import type { PartName } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import type { Sources } from "../sources/sources.ts";

export interface ObserveOptions {
  readonly node: string;
  readonly parts: readonly PartName[];
  /** Parts that are read at the beginning of the window too. */
  readonly earlierParts: readonly PartName[];
  /** 0 reads once. */
  readonly windowSeconds: number;
  readonly signal: AbortSignal;
}

/** Reads a node once, or twice with a window between. */
export async function observeNode(sources: Sources, options: ObserveOptions): Promise<Observation> {
  const { node, parts, earlierParts, windowSeconds, signal } = options;
  const hasWindow = windowSeconds > 0 && earlierParts.length > 0;
  const earlier = hasWindow ? await collectSnapshot(sources, { node, parts: earlierParts, signal }) : undefined;
  if (hasWindow) await sleep(windowSeconds * 1000, undefined, { signal });
  const now = await collectSnapshot(sources, { node, parts, signal });
  signal.throwIfAborted();
  return { now: now.snapshot, ...(earlier === undefined ? {} : { earlier: earlier.snapshot }) };
}
