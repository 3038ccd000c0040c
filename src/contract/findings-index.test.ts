import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import type { FindingsIndex } from "../findings/findings-index.ts";
import { assertType, type DeepMutable, type Same } from "./deep-mutable.case.ts";
import { findingsIndexSchema } from "./findings-index.ts";

assertType<Same<DeepMutable<z.infer<typeof findingsIndexSchema>>, DeepMutable<FindingsIndex>>>();

const index: FindingsIndex = {
  version: 1,
  node: "node-a",
  collectedAtMs: 1_768_478_624_000,
  findings: [
    {
      ...{
        id: "F-0123456789ab",
        from: "log",
        source: "oom",
        title: "Out of memory",
        severity: "high",
        component: "kernel",
        means: "a",
        doesNotMean: "b",
      },
      ...{ subject: "pod", count: 2, firstSeenAtMs: 1, lastSeenAtMs: 2.5, untimed: 0, minutes: [[-1, 2]], files: 1, baseline: "seen" },
      evidence: [
        { file: "a", lines: [1, 2], excerpt: "x", atMs: 1 },
        { file: "b", excerpt: "" },
      ],
    },
  ],
  coverage: { filesScanned: 1, filesInBundle: 2, bytesScanned: 3, skipped: [{ file: "c", because: "binary" }], unread: 1, cut: ["some"] },
};

test("an index is read back as it was kept", () => {
  const kept: unknown = JSON.parse(JSON.stringify(index));
  assert.deepEqual(findingsIndexSchema.parse(kept), index);
});

for (const key of ["version", "node", "collectedAtMs", "findings", "coverage"] as const) {
  test(`an index without ${key} is none`, () => {
    const { [key]: _, ...rest } = index;
    assert.equal(findingsIndexSchema.safeParse(rest).success, false);
  });
}
