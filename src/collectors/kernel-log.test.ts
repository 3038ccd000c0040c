import assert from "node:assert/strict";
import { test } from "node:test";
import type { KernelLogReading } from "../sources/kernel-log-source.ts";
import { collectFixture, systemError } from "./fixture-sources.case.ts";
import { kernelLog } from "./kernel-log.ts";

test("the records of the log and where they came from are kept", async () => {
  const record = { atMs: 1, event: { kind: "table-full", namespaceInode: 4_026_532_177 }, message: "nf_conntrack: table full" } as const;
  const reading: KernelLogReading = { records: [record], lost: 3, oldestAtMs: 1, source: "klogctl" };
  const collected = await collectFixture(kernelLog, "linux-6.18-quiet", { kernelLog: () => reading });
  assert.deepEqual(collected, { value: { records: [record], lost: 3, oldestAtMs: 1 }, source: "klogctl" });
});

test("a log that may not be read keeps its code for the runner", async () => {
  const recorded = {
    kernelLog: () => {
      throw systemError("EPERM");
    },
  };
  await assert.rejects(collectFixture(kernelLog, "linux-6.18-quiet", recorded), { code: "EPERM" });
});
