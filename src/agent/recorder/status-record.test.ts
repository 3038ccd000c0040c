import assert from "node:assert/strict";
import { test } from "node:test";
import { watchRecordSchema } from "../../contract/watch-record.ts";
import { bareStatus, monstrousStatus, ordinaryStatus } from "../../metrics/agent-status.case.ts";
import { lineBytes } from "./sample-ring.ts";
import { recordStatus, type StatusRecord } from "./status-record.ts";

/** A record that is a sample. */
function sampleOf(...status: Parameters<typeof recordStatus>): StatusRecord {
  const { record } = recordStatus(...status);
  assert.ok(record.type === "sample");
  return record;
}

test("a record is what watch writes, with what the agent knows besides", () => {
  const record = sampleOf(ordinaryStatus(), {});
  watchRecordSchema.parse(JSON.parse(JSON.stringify(record)));
  assert.deepEqual([record.count, record.max, record.peak, record.tableFullRecords], [131_072, 262_144, 131_500, 2]);
  assert.deepEqual(record.verdict, {
    ...{ limit: "approaching-limit", severity: "warning", confidence: "high" },
    ...{ causes: ["connection-churn"], culprit: "Deployment shop/checkout" },
  });
  assert.equal(record.increases, undefined);
  assert.equal(record.allowances?.length, 2);
});

test("what did not change is told once: a walk, the allowances", () => {
  const status = ordinaryStatus();
  const { before } = recordStatus(status, {});
  const second = sampleOf(status, before);
  assert.deepEqual([second.traffic, second.suspects, second.allowances], [undefined, undefined, undefined]);
  const walked = sampleOf({ ...status, walk: { ...status.walk!, atMonotonicMs: status.walk!.atMonotonicMs + 1 } }, before);
  assert.notEqual(walked.traffic, undefined);
});

test("counters are told by their increase, and one that fell by what it has counted since", () => {
  const status = ordinaryStatus();
  const { before } = recordStatus({ ...status, counterTotals: { drop: 100, found: 7 } }, {});
  assert.deepEqual(sampleOf({ ...status, counterTotals: { drop: 130, found: 3 } }, before).increases, { drop: 30, found: 3 });
});

test("a table that could not be counted is a gap with its reason", () => {
  const { record } = recordStatus(bareStatus(), {});
  assert.ok(record.type === "gap" && record.because === "made so");
  watchRecordSchema.parse(record);
});

test("whatever a node has, a record is bounded", () => {
  const record = sampleOf(
    monstrousStatus((number) => `n${number}`.padEnd(63, "x")),
    {},
  );
  assert.ok(lineBytes({ atMs: 0, monotonicMs: 0, text: JSON.stringify(record) }) < 25_000);
});
