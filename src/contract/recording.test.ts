import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { assertType, type DeepMutable, type Same } from "./deep-mutable.case.ts";
import { recordedSnapshotSchema } from "./recording.ts";

type Recorded = DeepMutable<Omit<z.infer<typeof recordedSnapshotSchema>, "schemaVersion">>;
// Inferred unions are objects of intersections in places, so equality is asked for in both directions instead of by identity.
assertType<Recorded extends DeepMutable<NodeSnapshot> ? true : false>();
assertType<DeepMutable<NodeSnapshot> extends Recorded ? true : false>();
assertType<Same<keyof Recorded["parts"], keyof NodeSnapshot["parts"]>>();

const reading = { source: "/proc/sys/net/netfilter", takenAtMs: 1 };
const snapshot = (parts: object) => ({ schemaVersion: 1, node: "node-a", takenAtMs: 1, monotonicMs: 1, parts });

test("a part that could not be read stays what it was", () => {
  const recorded = snapshot({ tableUsage: { ...reading, status: "absent", reason: "the module nf_conntrack is not loaded" } });
  assert.deepEqual(recordedSnapshotSchema.parse(recorded), recorded);
});

test("a present part keeps its value and its remarks", () => {
  const recorded = snapshot({ tableUsage: { ...reading, status: "present", value: { count: 3, max: 10 }, remarks: ["half"] } });
  assert.deepEqual(recordedSnapshotSchema.parse(recorded), recorded);
});

test("a part that a later version records is left out, the others are kept", () => {
  const recorded = snapshot({ magnetism: { ...reading, status: "present", value: 7 } });
  assert.deepEqual(recordedSnapshotSchema.parse(recorded), snapshot({}));
});

for (const [what, parts] of [
  ["a negative count", { tableUsage: { ...reading, status: "present", value: { count: -1, max: 10 } } }],
  ["a present part without a value", { tableUsage: { ...reading, status: "present" } }],
  ["an unknown status", { tableUsage: { ...reading, status: "guessed", value: { count: 1, max: 10 } } }],
  [
    "a log message beyond its bound",
    { kernelLog: { ...reading, status: "present", value: { records: [{ event: { kind: "other" }, message: "x".repeat(401) }] } } },
  ],
] as const) {
  test(`${what} is refused`, () => assert.equal(recordedSnapshotSchema.safeParse(snapshot(parts)).success, false));
}
