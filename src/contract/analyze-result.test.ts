import assert from "node:assert/strict";
import { test } from "node:test";
import type { TableComposition } from "../model/table-composition.ts";
import { type AnalyzeResult, analyzeResultSchema } from "./analyze-result.ts";
import { assertType, type DeepMutable, type Same } from "./deep-mutable.case.ts";

type SameInBoth = Exclude<keyof AnalyzeResult & keyof TableComposition, "capped">;
assertType<Same<DeepMutable<Pick<TableComposition, SameInBoth>>, DeepMutable<Pick<AnalyzeResult, SameInBoth>>>>();

const top = { exact: true, errorBound: 0, distinct: 1, items: [{ key: "10.0.1.5", entries: 3, share: 1 }] };

const valid = {
  schemaVersion: 1,
  source: "conntrack.txt",
  takenAt: "2026-01-15T12:00:00.000Z",
  remarks: [],
  total: 3,
  malformed: 1,
  malformedExamples: [{ at: 2, because: "no source address", excerpt: "tcp 6" }],
  duplicates: 0,
  filteredOut: 0,
  capped: null,
  byProtocol: { tcp: 3 },
  byState: { ESTABLISHED: 3 },
  byFamily: { ipv4: 3 },
  byFlag: { assured: 3 },
  byIdleAge: { unknown: 3 },
  byAge: { unknown: 3 },
  byZone: { "0": 3 },
  byNat: { none: 3 },
  timeouts: { from: "unknown" },
  top: { sources: top, destinations: top, ports: top, endpoints: top },
};

test("an answer keeps its shape", () => assert.deepEqual(analyzeResultSchema.parse(valid), valid));

for (const [what, broken] of [
  ["counts as text", { ...valid, total: "3" }],
  ["half an entry", { ...valid, byProtocol: { tcp: 1.5 } }],
  ["another version", { ...valid, schemaVersion: 2 }],
  ["a share above the whole", { ...valid, top: { ...valid.top, ports: { ...top, items: [{ key: "tcp/443", entries: 3, share: 1.5 }] } } }],
] as const) {
  test(`${what} does not pass`, () => assert.equal(analyzeResultSchema.safeParse(broken).success, false));
}
