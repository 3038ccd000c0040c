import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import { bootedAtMs, carriersOfOthers, carriersOfTheKernel, collectedAtMs } from "./kernel-log-carriers.case.ts";
import { createKernelLogTextReader } from "./kernel-log-text-reader.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(...chunks: readonly (string | Uint8Array)[]) {
  const records: KernelLogRecord[] = [];
  const reader = createKernelLogTextReader({ collectedAtMs, bootedAtMs, onRecord: (record) => records.push(record) });
  for (const chunk of chunks) reader.push(typeof chunk === "string" ? bytesOf(chunk) : chunk);
  return { records, summary: reader.finish() };
}

const full = "nf_conntrack: table full, dropping packet";

for (const { carrier, line, time } of carriersOfTheKernel)
  test(`a full table is read from ${carrier}`, () => {
    assert.deepEqual(read(`${line}\n`).records, [{ ...time, event: { kind: "table-full" }, message: full }]);
  });

for (const { carrier, line } of carriersOfOthers)
  test(`the kernel's words in ${carrier} are not the kernel's`, () => {
    const { records, summary } = read(`${line}\n`);
    assert.deepEqual(records, []);
    assert.equal(summary.lines, 1);
  });

test("a whole log is the same in whatever pieces it arrives, and the last line needs no newline", () => {
  const text = [...carriersOfTheKernel, ...carriersOfOthers].map(({ line }) => line).join("\r\n");
  const whole = read(text);
  assert.equal(whole.records.length, carriersOfTheKernel.length);
  assert.equal(whole.summary.lines, carriersOfTheKernel.length + carriersOfOthers.length);
  const bytes = bytesOf(text);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
      assert.deepEqual(read(...chunks), whole);
    }),
  );
  assert.deepEqual(read(...[...bytes].map((byte) => Uint8Array.of(byte))), whole);
});

test("local times are taken back to UTC by the offset of the node", () => {
  const records: KernelLogRecord[] = [];
  const reader = createKernelLogTextReader({ collectedAtMs, localOffsetMinutes: 120, onRecord: (record) => records.push(record) });
  reader.push(bytesOf(`Oct 12 12:00:01 n kernel: ${full}\n[Mon Oct 12 12:00:01 2026] ${full}\n2026-10-12T10:00:01Z n kernel: ${full}\n`));
  reader.finish();
  assert.deepEqual(
    records.map(({ atMs }) => atMs),
    new Array(3).fill(Date.parse("2026-10-12T10:00:01Z")),
  );
});

test("the oldest and newest time are those of any line, the kernel's or not", () => {
  const { summary } = read(`Oct 12 10:00:01 n cron[1]: x\nOct 12 10:00:02 n kernel: ${full}\nOct 12 10:00:03 n sshd[2]: y\n`);
  assert.equal(summary.oldestAtMs, Date.parse("2026-10-12T10:00:01Z"));
  assert.equal(summary.newestAtMs, Date.parse("2026-10-12T10:00:03Z"));
  assert.equal(summary.records, 1);
});

test("an empty log has no lines and no times", () => {
  assert.deepEqual(read("").summary, { lines: 0, records: 0, cutLines: 0 });
  assert.deepEqual(read("\n\n\n").summary, { lines: 0, records: 0, cutLines: 0 });
});

test("a line of 10 MB costs itself only, and its beginning is still read", () => {
  const long = new Uint8Array(10_000_000).fill(0x41);
  const { records, summary } = read(`[  1.0] ${full} `, long, `\n[  2.0] ${full}\n`);
  assert.equal(summary.lines, 2);
  assert.equal(summary.cutLines, 1);
  assert.deepEqual(
    records.map(({ message }) => message.length),
    [400, full.length],
  );
  assert.equal(read(new Uint8Array([...bytesOf(`[  1.0] ${full} `), ...long, 0x0a])).summary.cutLines, 1);
});

test("zero bytes that a crash left in front of a line do not hide it", () => {
  const { records, summary } = read(new Uint8Array(100_000), `Oct 12 10:00:01 n kernel: ${full}\n`);
  assert.equal(records.length, 1);
  assert.equal(summary.cutLines, 0);
  assert.equal(read(`\0\0Oct 12 10:00:01 n kernel: ${full}\n`).records.length, 1);
});

test("control characters in a message are spelt out", () => {
  const [record] = read("[  1.0] nf_conntrack: \u001b[2Jcleared\n").records;
  assert.deepEqual(record?.event, { kind: "other" });
  assert.equal(record?.message, "nf_conntrack: \\x1b[2Jcleared");
});

test("every truncation of every carrier is read without an error", () => {
  for (const { line } of [...carriersOfTheKernel, ...carriersOfOthers])
    for (let length = 0; length < line.length; length++)
      for (const { event } of read(line.slice(0, length)).records) assert.ok(["other", "table-full"].includes(event.kind));
});

test("binary rubbish is counted and gives no record", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      const { records, summary } = read(...chunks);
      assert.deepEqual(records, []);
      assert.equal(summary.records, 0);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom("{", "<4>", "[", "4,1,2,-;", "Oct 12 10:00:01 ", "2026-10-12T10:00:01"), fc.string(), (start, rest) => {
      read(start + rest);
    }),
  );
});
