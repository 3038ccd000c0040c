import assert from "node:assert/strict";
import { test } from "node:test";
import { conntrackOnFirstUse } from "./conntrack-on-first-use.ts";
import type { ConntrackSource } from "./conntrack-source.ts";

function counted(): { readonly source: ConntrackSource; readonly log: string[] } {
  const log: string[] = [];
  const source = conntrackOnFirstUse(async () => {
    log.push("made");
    return {
      dump: () => Promise.reject(Object.assign(new Error("refused"), { code: "EPERM" })),
      readCpuCounters: async () => [{ cpu: 0, counters: { drop: 1 } }],
      readGlobalCounters: async () => ({ entries: 2 }),
      close: async () => void log.push("closed"),
    };
  });
  return { source, log };
}

test("a source that was never asked is not made, and has nothing to close", async () => {
  const { source, log } = counted();
  await source.close();
  assert.deepEqual(log, []);
});

test("questions asked at once are answered by one source, which is closed", async () => {
  const { source, log } = counted();
  const answers = await Promise.all([source.readCpuCounters(), source.readGlobalCounters()]);
  assert.deepEqual(answers, [[{ cpu: 0, counters: { drop: 1 } }], { entries: 2 }]);
  await source.close();
  assert.deepEqual(log, ["made", "closed"]);
});

test("a refusal keeps its code for the runner", async () => {
  await assert.rejects(
    counted().source.dump({}, () => {}),
    { code: "EPERM" },
  );
});
