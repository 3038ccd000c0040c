import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleCase } from "../report/top/table-sample.case.ts";
import { tableSampleSchema } from "./table-sample.ts";

const sample = sampleCase(1);

test("a sample keeps its shape through JSON", () =>
  assert.deepEqual(tableSampleSchema.strict().parse(JSON.parse(JSON.stringify(sample))), sample));

for (const [what, broken] of [
  ["half an entry", { ...sample, count: 1.5 }],
  ["a time in words", { ...sample, takenAtMs: "noon" }],
  ["no remarks", { ...sample, remarks: undefined }],
  ["traffic without a dimension", { ...sample, traffic: { ...sample.traffic, by: { ...sample.traffic?.by, port: undefined } } }],
] as const) {
  test(`${what} does not pass`, () => assert.equal(tableSampleSchema.safeParse(broken).success, false));
}
