import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { usage } from "../checks/usage.ts";
import { fixturePath, fixtureSources } from "../collectors/fixture-sources.case.ts";
import { TableSampler } from "../collectors/table-sampler.ts";
import type { WatchRecord } from "../report/watch-record.ts";
import type { ConntrackSource } from "../sources/conntrack-source.ts";
import { FileTree } from "../sources/file-tree.ts";
import { WatchOutput } from "./watch-output.ts";
import { WatchSession } from "./watch-session.ts";

const intervalSeconds = 2;
const beginMs = Date.UTC(2026, 0, 15, 12);
const risingLooks = 12;
/** Of 262,144: above the warning of usage and on the way to full, until the last four. */
const counts = [...Array.from({ length: risingLooks }, (_, step) => 240_000 + step * 500), 1000, 1000, 1000, 1000];

/** What has expired is collected by a walk, so that a rise of the count is growth. */
const dump: ConntrackSource["dump"] = async () => ({
  ...{ entries: 0, malformed: [], malformedCount: 0, unknownAttributes: 0 },
  ...{ endedBy: "kernel", wasInterruptedByKernel: false, durationMs: 1 },
});

/** A watch over those counts, in which the wall clock goes by `stepMs` once, after the third sample. */
async function watched(t: TestContext, stepMs: number): Promise<readonly WatchRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), "ullage-session-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(fixturePath("linux-6.18-quiet"), "proc"), folder, { recursive: true });
  const setCount = (count: number) => writeFileSync(join(folder, "sys/net/netfilter/nf_conntrack_count"), `${count}\n`);
  let [wallMs, monotonicMs, samples] = [beginMs, 5000, 0];
  const clock = { nowMs: () => wallMs, monotonicMs: () => monotonicMs };
  const sources = { ...fixtureSources("linux-6.18-quiet", { proc: new FileTree(folder), dump }), clock };
  const records: WatchRecord[] = [];
  const write = (line: string) => {
    const record = JSON.parse(line) as WatchRecord;
    records.push(record);
    if (record.type !== "sample") return;
    samples++;
    wallMs += intervalSeconds * 1000 + (samples === 3 ? stepMs : 0);
    monotonicMs += intervalSeconds * 1000;
    setCount(counts[samples] ?? 0);
  };
  const output = new WatchOutput({ write, unwrittenBytes: () => 0 }, (record) => JSON.stringify(record), clock);
  setCount(counts[0]!);
  const session = new WatchSession(sources, new TableSampler(sources), output, undefined, {
    node: "node-a",
    intervalSeconds,
    count: counts.length,
    checks: [usage],
    settings: {},
    findsSuspects: false,
    remarksOnNames: () => [],
  });
  session.end(await session.run(new AbortController().signal));
  return records;
}

const ofType = <Type extends WatchRecord["type"]>(records: readonly WatchRecord[], type: Type) =>
  records.filter((record): record is Extract<WatchRecord, { type: Type }> => record.type === type);

for (const [what, stepMs] of [
  ["back by an hour", -3_600_000],
  ["forward by a day", 86_400_000],
] as const) {
  test(`a wall clock that jumps ${what} changes times of day, and neither durations nor the forecast nor what is found`, async (t) => {
    const [steady, jumped] = [await watched(t, 0), await watched(t, stepMs)];

    assert.deepEqual(
      jumped.map(({ type }) => type),
      steady.map(({ type }) => type),
    );
    assert.deepEqual(
      ofType(jumped, "sample").map(({ count, monotonicMs, forecast }) => ({ count, monotonicMs, forecast })),
      ofType(steady, "sample").map(({ count, monotonicMs, forecast }) => ({ count, monotonicMs, forecast })),
    );
    assert.ok(ofType(jumped, "sample").some(({ forecast }) => forecast.kind === "fills"));
    const [closed] = ofType(jumped, "finding-close");
    assert.deepEqual([closed?.check, closed?.lastedSeconds], ["usage", risingLooks * intervalSeconds]);
    const [end] = ofType(jumped, "end");
    assert.deepEqual([end?.seconds, end?.samples, end?.gaps], [counts.length * intervalSeconds, counts.length, 0]);
    const [third, fourth] = ofType(jumped, "sample").slice(2);
    assert.equal(Date.parse(fourth!.at) - Date.parse(third!.at), intervalSeconds * 1000 + stepMs, "the jump itself is seen");
  });
}
