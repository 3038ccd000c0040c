import assert from "node:assert/strict";
import { test } from "node:test";
import { keptByTimeout } from "./established-entries.ts";

const byIdleAge = { "under-1m": 400, "1m-to-10m": 100, "10m-to-1h": 100, "1h-to-6h": 300, "6h-to-1d": 100, "over-1d": 0, unknown: 50 };

for (const [what, timeoutSeconds, seconds, kept] of [
  ["the same timeout keeps all", 86_400, 86_400, 1],
  ["an hour keeps what is idle for less", 86_400, 3600, 0.6],
  ["half of a band keeps half of it", 86_400, 330, 0.45],
  ["a longer one keeps those that reach today's", 86_400, 2 * 86_400, 1 + (100 / 64_800) * (86_400 / 1000)],
  ["where nobody comes near today's, a longer one keeps no more", 432_000, 864_000, 1],
] as const) {
  test(what, () => {
    assert.ok(Math.abs(keptByTimeout({ byIdleAge, timeoutSeconds }, seconds)! - kept) < 1e-9);
  });
}

test("without a known age nothing is told", () => {
  assert.equal(keptByTimeout({ byIdleAge: { unknown: 50 }, timeoutSeconds: 86_400 }, 60), undefined);
});
