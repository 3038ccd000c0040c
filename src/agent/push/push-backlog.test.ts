import assert from "node:assert/strict";
import { test } from "node:test";
import { PushBacklog } from "./push-backlog.ts";

function backlogAt(clock: { ms: number }) {
  return new PushBacklog({ families: () => [], clock: { nowMs: () => clock.ms, monotonicMs: () => clock.ms }, intervalSeconds: 10 });
}

test("one state is kept for each interval, however often it is asked for", () => {
  const clock = { ms: 0 };
  const backlog = backlogAt(clock);
  for (; clock.ms <= 60_000; clock.ms += 1000) backlog.capture();
  assert.equal(backlog.size, 8);
});

test("beyond the bound the oldest go and are counted; what is taken is not", () => {
  const clock = { ms: 0 };
  const backlog = backlogAt(clock);
  for (let number = 0; number < 50; number++, clock.ms += 10_000) backlog.capture();
  assert.deepEqual([backlog.size, backlog.dropped, backlog.oldest()?.atMs], [30, 20, 200_000]);
  backlog.remove(backlog.oldest()!);
  assert.deepEqual([backlog.size, backlog.dropped, backlog.oldest()?.atMs], [29, 20, 210_000]);
  backlog.drop(backlog.oldest()!);
  assert.deepEqual([backlog.size, backlog.dropped], [28, 21]);
});
