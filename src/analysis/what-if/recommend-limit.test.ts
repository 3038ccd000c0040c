import assert from "node:assert/strict";
import { test } from "node:test";
import { type LimitBasis, recommendLimit } from "./recommend-limit.ts";

const basis: LimitBasis = {
  usage: { count: 100_000, max: 262_144, buckets: 65_536 },
  peak: 100_000,
  byTimeout: { tcpTimeWait: 30_000, udp: 20_000, tcpEstablished: 50_000 },
  occupancy: [],
  objectBytes: 256,
  memoryTotalBytes: 32e9,
};

interface LimitCase {
  readonly name: string;
  readonly changes?: Partial<LimitBasis>;
  readonly limit: number;
  readonly wanted?: number;
  readonly isBoundedByMemory?: boolean;
}

const cases: readonly LimitCase[] = [
  { name: "a table with room is left alone", limit: 262_144, wanted: 130_000 },
  { name: "the peak counts where it was higher", changes: { peak: 240_000 }, limit: 524_288, wanted: 312_000 },
  {
    name: "TIME_WAIT counts as what its rate will make of it",
    changes: {
      occupancy: [{ timeout: "tcpTimeWait", entries: 30_000, predicted: { estimate: 180_000, low: 0, high: 0 }, method: "" }],
    },
    limit: 524_288,
    wanted: 325_000,
  },
  { name: "a full table hides how many wanted in", changes: { peak: 262_144 }, limit: 524_288 },
  { name: "memory bounds it", changes: { peak: 262_144, memoryTotalBytes: 1e9 }, limit: 376_832, isBoundedByMemory: true },
  { name: "memory never lowers it", changes: { peak: 262_144, memoryTotalBytes: 1e8 }, limit: 262_144, isBoundedByMemory: true },
  {
    name: "a small limit that is enough is left small",
    changes: { usage: { count: 10, max: 1000 }, peak: 10, byTimeout: {} },
    limit: 1000,
  },
];

for (const { name, changes = {}, limit, wanted, isBoundedByMemory = false } of cases) {
  test(name, () => {
    const advice = recommendLimit({ ...basis, ...changes })!;
    assert.deepEqual([advice.limit, advice.isBoundedByMemory], [limit, isBoundedByMemory], advice.because);
    if (wanted !== undefined) assert.equal(advice.wanted, wanted);
    assert.ok(advice.limit >= (changes.usage ?? basis.usage).max);
    assert.equal(advice.isEnough, !isBoundedByMemory && advice.limit === (changes.usage ?? basis.usage).max);
  });
}

test("without a limit there is none to recommend", () => {
  assert.equal(recommendLimit({ ...basis, usage: { count: 5, max: 0 } }), undefined);
});
