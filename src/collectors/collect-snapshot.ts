import type { NodeSnapshot, PartName, PartValues, SnapshotParts } from "../model/node-snapshot.ts";
import type { Missing, Reading } from "../model/reading.ts";
import { errnoOf } from "../platform/errno.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import type { Sources } from "../sources/sources.ts";
import { type Collected, type Collector, PartMissing } from "./collector.ts";
import { collectors } from "./index.ts";

export interface CollectSnapshotOptions {
  /** The node's own name for itself. */
  readonly node: string;
  /** Without it, every part that needs no dump. */
  readonly parts?: readonly PartName[];
  /** For each part by itself. */
  readonly timeoutMs?: number;
  /** Cuts off what is being read; the parts that are left then say so. */
  readonly signal?: AbortSignal;
}

export interface CollectedSnapshot {
  readonly snapshot: NodeSnapshot;
  /** How long each part took, in milliseconds; kept out of the snapshot because it is about us and not about the node. */
  readonly timings: { readonly [P in PartName]?: number };
}

/**
 * Runs the collectors one after another, cheap ones first, so that no part's time holds another's. What is expected to fail becomes the part's
 * reading; a bug is thrown.
 */
export async function collectSnapshot(
  sources: Sources,
  options: CollectSnapshotOptions,
  catalogue: readonly Collector[] = collectors,
): Promise<CollectedSnapshot> {
  const takenAtMs = sources.clock.nowMs();
  const monotonicMs = sources.clock.monotonicMs();
  const identity = {};
  const readings: [PartName, Reading<PartValues[PartName]>][] = [];
  const timings: { [P in PartName]?: number } = {};
  for (const collector of chosen(catalogue, options.parts)) {
    const startMs = sources.clock.monotonicMs();
    readings.push([collector.part, await readPart(collector, sources, options, identity)]);
    timings[collector.part] = sources.clock.monotonicMs() - startMs;
  }
  // A collector's type ties its part to the value it returns, which the pairs no longer show.
  const parts = Object.fromEntries(readings) as SnapshotParts;
  return { snapshot: { node: options.node, takenAtMs, monotonicMs, parts }, timings };
}

/** A dump has its own budget, within which it keeps what it got; its deadline is for one that does not come back at all. */
const defaultTimeoutMs = { cheap: 10_000, dump: 60_000 } as const satisfies Record<Collector["cost"], number>;

function chosen(catalogue: readonly Collector[], parts: readonly PartName[] | undefined): readonly Collector[] {
  const wanted = catalogue.filter(({ part, cost }) => (parts === undefined ? cost === "cheap" : parts.includes(part)));
  const unknown = parts?.find((name) => !wanted.some(({ part }) => part === name));
  if (unknown !== undefined) throw new Error(`no collector fills the part ${unknown}`);
  return [...wanted.filter(({ cost }) => cost === "cheap"), ...wanted.filter(({ cost }) => cost === "dump")];
}

async function readPart(
  collector: Collector,
  sources: Sources,
  options: CollectSnapshotOptions,
  snapshot: object,
): Promise<Reading<PartValues[PartName]>> {
  const takenAtMs = sources.clock.nowMs();
  try {
    return { status: "present", ...(await collectInTime(collector, sources, options, snapshot)), takenAtMs };
  } catch (error) {
    return { ...missingBecause(error, collector), takenAtMs };
  }
}

async function collectInTime(
  collector: Collector,
  sources: Sources,
  { timeoutMs = defaultTimeoutMs[collector.cost], signal: outer }: CollectSnapshotOptions,
  snapshot: object,
): Promise<Collected<PartValues[PartName]>> {
  const source = collector.reads.join(", ");
  const inner = new AbortController();
  const cut = Promise.withResolvers<never>();
  const cutOff = (reason: string) => {
    cut.reject(new PartMissing("failed", source, reason));
    inner.abort();
  };
  const interrupt = () => cutOff("interrupted");
  if (outer?.aborted) throw new PartMissing("failed", source, "interrupted");
  outer?.addEventListener("abort", interrupt, { once: true });
  const timer = setTimeout(() => cutOff(`cut off after ${timeoutMs} ms`), timeoutMs);
  try {
    return await Promise.race([collector.collect(sources, { signal: inner.signal, snapshot }), cut.promise]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", interrupt);
  }
}

/** What a person can act on, for what is expected to fail; a bug is thrown on. */
export function missingBecause(error: unknown, { reads, capability }: Pick<Collector, "reads" | "capability">): Omit<Missing, "takenAtMs"> {
  if (error instanceof PartMissing) return { status: error.status, reason: error.message, source: error.source };
  if (error instanceof SourceAbsent) return { status: "absent", reason: error.message, source: error.source };
  const code = errnoOf(error);
  if (code === undefined || !(error instanceof Error) || isBug(error)) throw error;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const source = path ?? reads.join(", ");
  if (code === "ENOENT" || code === "ENOTDIR") return { status: "absent", reason: `${source} does not exist`, source };
  if (code === "EPERM" || code === "EACCES") {
    const help = capability === undefined ? "" : `; ${capability.name} gives ${capability.gives}`;
    return { status: "forbidden", reason: `no permission to read ${source}${help}`, source };
  }
  return { status: "failed", reason: error.message, source };
}

/** Node gives some of its programming errors a code as well (ERR_INVALID_ARG_TYPE). */
function isBug(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof SyntaxError;
}
