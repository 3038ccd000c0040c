import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { largestMemoryShare } from "../analysis/table-limit.ts";
import type { SnapshotParts } from "../model/node-snapshot.ts";
import { exampleVerdict, present } from "./example-situation.ts";
import { type NextLimit, nextLimit } from "./next-limit.ts";
import type { Situation } from "./remedy.ts";

interface LimitCase {
  readonly name: string;
  readonly parts: SnapshotParts;
  readonly earlierCount?: number;
  readonly expected: Partial<NextLimit> | undefined;
}

const slab = present({ activeObjects: 1, totalObjects: 1, objectBytes: 256, totalBytes: 256 });
const memory = (bytes: number) => present({ cpus: 4, memoryTotalBytes: bytes, memoryAvailableBytes: bytes });
const usage = (count: number, max: number, buckets?: number) => present({ count, max, ...(buckets === undefined ? {} : { buckets }) });

const cases: readonly LimitCase[] = [
  {
    name: "a full table of the usual size is doubled",
    parts: { tableUsage: usage(262_144, 262_144, 262_144), slabMemory: slab, resources: memory(32e9) },
    expected: { current: 262_144, next: 524_288, tableBytes: 256 * 524_288 + 8 * 262_144, isBoundedByMemory: false },
  },
  {
    name: "an odd limit goes to the next size that is at least twice as large",
    parts: { tableUsage: usage(150_000, 200_000, 65_536), slabMemory: slab, resources: memory(32e9) },
    expected: { next: 524_288, buckets: { current: 65_536, next: 131_072 } },
  },
  {
    name: "a small limit goes to kube-proxy's least one",
    parts: { tableUsage: usage(1000, 1000, 1024), resources: memory(32e9) },
    expected: { next: 131_072, objectBytes: 384, isObjectSizeRead: false },
  },
  {
    name: "a peak far above a lowered limit decides",
    parts: { tableUsage: usage(90_000, 65_536, 65_536), slabMemory: slab },
    earlierCount: 700_000,
    expected: { next: 1_048_576, peak: 700_000 },
  },
  {
    name: "the fullest namespace is the peak",
    parts: { tableUsage: usage(10, 131_072), namespaces: present([{ pid: 9, command: "envoy", isOwn: false, count: 131_072 }]) },
    expected: { peak: 131_072, next: 262_144 },
  },
  {
    name: "memory bounds it, and the bound is a useful raise",
    parts: { tableUsage: usage(262_144, 262_144, 65_536), slabMemory: slab, resources: memory(1e9) },
    expected: { next: 376_832, isBoundedByMemory: true },
  },
  {
    name: "where memory allows next to nothing more, there is no plan instead of a small one",
    parts: { tableUsage: usage(262_144, 262_144, 65_536), slabMemory: slab, resources: memory(0.7e9) },
    expected: undefined,
  },
  {
    name: "a limit above what memory should hold is not lowered",
    parts: { tableUsage: usage(2_000_000, 2_000_000, 500_000), slabMemory: slab, resources: memory(1e9) },
    expected: undefined,
  },
  { name: "an unlimited table has no next limit", parts: { tableUsage: usage(5, 0) }, expected: undefined },
  { name: "an unread limit has none either", parts: { slabMemory: slab }, expected: undefined },
  { name: "the largest number that the kernel takes is the end", parts: { tableUsage: usage(5, 2 ** 31 - 1) }, expected: undefined },
];

for (const { name, parts, earlierCount, expected } of cases) {
  test(name, () => {
    const limit = nextLimit(situationWith(parts, earlierCount));
    if (expected === undefined || limit === undefined) assert.equal(limit, expected);
    else for (const [key, value] of Object.entries(expected)) assert.deepEqual(limit[key as keyof NextLimit], value, key);
  });
}

test("the next limit is above the present one and within memory, whatever the node has", () => {
  fc.assert(
    fc.property(
      fc.nat(4_000_000),
      fc.integer({ min: 1, max: 4_000_000 }),
      fc.option(fc.integer({ min: 1, max: 4_000_000 })),
      fc.option(fc.integer({ min: 1, max: 512 })),
      fc.option(fc.integer({ min: 100_000_000, max: 2 ** 37 })),
      (count, max, buckets, objectBytes, bytes) => {
        const limit = nextLimit(
          situationWith({
            tableUsage: usage(count, max, buckets ?? undefined),
            ...(objectBytes === null ? {} : { slabMemory: present({ activeObjects: 1, totalObjects: 1, objectBytes, totalBytes: 1 }) }),
            ...(bytes === null ? {} : { resources: memory(bytes) }),
          }),
        );
        if (limit === undefined) return;
        assert.ok(limit.next > max);
        assert.ok(limit.buckets === undefined || limit.buckets.next > limit.buckets.current);
        if (bytes !== null) assert.ok(limit.tableBytes <= bytes * largestMemoryShare);
        if (!limit.isBoundedByMemory) assert.ok(limit.next >= 2 * max && limit.next >= count * 1.3);
      },
    ),
    { numRuns: 2000 },
  );
});

function situationWith(parts: SnapshotParts, earlierCount?: number): Situation {
  const snapshot = { node: "n", takenAtMs: 0, monotonicMs: 0 };
  const earlier = earlierCount === undefined ? {} : { earlier: { ...snapshot, parts: { tableUsage: usage(earlierCount, 65_536) } } };
  return { verdict: exampleVerdict("kernel-table-full"), culprits: [], observation: { ...earlier, now: { ...snapshot, parts } } };
}
