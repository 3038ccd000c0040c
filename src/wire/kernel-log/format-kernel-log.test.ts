import assert from "node:assert/strict";
import { test } from "node:test";
import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import { formatKernelLogRecord } from "./format-kernel-log.ts";
import { createKernelLogTextReader } from "./kernel-log-text-reader.ts";

const message = "nf_conntrack: nf_conntrack: table full in netns 4026531840, dropping packet";
const event = { kind: "table-full", namespaceInode: 4_026_531_840 } as const;

for (const [what, record] of [
  ["a wall time", { atMs: Date.UTC(2026, 0, 15, 12, 0, 0, 123), message, event }],
  ["no time at all", { message, event }],
] as const satisfies readonly (readonly [string, KernelLogRecord])[]) {
  test(`a record with ${what} is read back as it was`, () => {
    const records: KernelLogRecord[] = [];
    const reader = createKernelLogTextReader({ collectedAtMs: Date.UTC(2026, 0, 16), onRecord: (read) => records.push(read) });
    reader.push(new TextEncoder().encode(`${formatKernelLogRecord(record)}\n`));
    reader.finish();
    assert.deepEqual(records, [record]);
  });
}

test("a record with the kernel's own time alone has it in brackets", () => {
  assert.equal(formatKernelLogRecord({ bootSeconds: 12.5, message, event }), `[   12.500000] ${message}`);
});
