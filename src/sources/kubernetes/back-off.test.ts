import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BackOff } from "./back-off.ts";

test("waits double up to thirty seconds, at least half of each, and begin again after a reset", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
      const backOff = new BackOff(() => chance);
      const waits = Array.from({ length: 100 }, () => backOff.nextMs());
      for (const [index, waitMs] of waits.entries()) {
        const wholeMs = Math.min(800 * 2 ** index, 30_000);
        assert.ok(waitMs >= wholeMs / 2 && waitMs <= wholeMs);
      }
      backOff.reset();
      assert.equal(backOff.nextMs(), waits[0]);
    }),
  );
});
