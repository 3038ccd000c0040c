import { setTimeout as sleep } from "node:timers/promises";
import { addressOwners } from "../collectors/address-owners.ts";
import { collectSnapshot } from "../collectors/collect-snapshot.ts";
import { defineCollector } from "../collectors/collector.ts";
import { composeLiveTable } from "../collectors/compose-live-table.ts";
import { collectors } from "../collectors/index.ts";
import { tableComposition } from "../collectors/table-composition.ts";
import { mergeAddressOwners } from "../flows/owners/merge-address-owners.ts";
import type { AddressOwners } from "../model/address-owners.ts";
import type { NodeSnapshot, PartName } from "../model/node-snapshot.ts";
import type { Sources } from "../sources/sources.ts";
import type { BundleTables } from "./bundle-tables.ts";

export interface BundleSamplesOptions {
  readonly node: string;
  /** 0 takes one sample. */
  readonly windowSeconds: number;
  /** Whether the first of two samples walks the table as well. */
  readonly walksTwice: boolean;
  /** Believed before what the node's own processes tell. */
  readonly names?: () => AddressOwners;
  readonly signal: AbortSignal;
  /** What is being done, for a person who waits. */
  readonly onProgress?: (what: string, done: number, total: number | undefined) => void;
}

export interface BundleSamples {
  readonly earlier: NodeSnapshot | undefined;
  readonly now: NodeSnapshot;
}

/** Two samples where counters can be compared; the walk of the second one writes what it sees. */
export async function takeBundleSamples(sources: Sources, options: BundleSamplesOptions, tables: BundleTables): Promise<BundleSamples> {
  const { windowSeconds, walksTwice, signal, onProgress } = options;
  onProgress?.("reading", 0, undefined);
  const parts = collectors.map(({ part }) => part);
  // The kernel's log grows only at its end: the second sample has all of the first.
  const earlierParts = parts.filter((part) => part !== "kernelLog" && (walksTwice || part !== "tableComposition"));
  const earlier = windowSeconds > 0 ? await takeSample(sources, options, earlierParts, undefined) : undefined;
  onProgress?.(`waiting ${windowSeconds} s for the second sample`, 0, undefined);
  if (earlier !== undefined) await sleep(windowSeconds * 1000, undefined, { signal });
  return { earlier, now: await takeSample(sources, options, parts, tables) };
}

async function takeSample(
  sources: Sources,
  { node, names, signal, onProgress }: BundleSamplesOptions,
  parts: readonly PartName[],
  tables: BundleTables | undefined,
): Promise<NodeSnapshot> {
  const walk = defineCollector({
    ...tableComposition,
    collect: (from, { signal: cut }) =>
      composeLiveTable(from, {
        signal: cut,
        timeBudgetMs: walkBudgetMs,
        sourceNat: true,
        ...(tables === undefined ? {} : { onBatch: (batch) => tables.take(batch) }),
        onProgress: (entries, expected) => onProgress?.("walking the table", entries, expected),
      }),
  });
  const owners = names === undefined ? addressOwners : namedBy(names);
  const catalogue = collectors.map((collector) =>
    collector.part === "tableComposition" ? walk : collector.part === "addressOwners" ? owners : collector,
  );
  return (await collectSnapshot(sources, { node, parts, signal }, catalogue)).snapshot;
}

function namedBy(names: () => AddressOwners) {
  return defineCollector({
    ...addressOwners,
    async collect(sources, options) {
      const own = await addressOwners.collect(sources, options);
      const known = names();
      return { ...own, value: mergeAddressOwners([known, own.value]), source: [...known.from, own.source].join(", ") };
    },
  });
}

/** Writing and compressing make the walk about twice as long; the runner's own deadline for a dump is 60 s. */
const walkBudgetMs = 55_000;
