import assert from "node:assert/strict";
import { test } from "node:test";
import { type KmsgRead, readKmsgDevice, readKmsgRecord, takeKmsgRecords } from "./kmsg-device.ts";

const record = (sequence: number, text = "nf_conntrack: table full, dropping packet") =>
  new TextEncoder().encode(`4,${sequence},${sequence}000000,-;${text}\n`);

/** A scripted ring: the answers in order, then its end. */
function ring(...answers: readonly KmsgRead[]): () => KmsgRead {
  let at = 0;
  return () => answers[at++] ?? "end";
}

const walks: readonly {
  readonly what: string;
  readonly answers: readonly KmsgRead[];
  readonly next?: number;
  readonly seconds: readonly number[];
  readonly lost: number;
  readonly cursor: number;
}[] = [
  { what: "an empty ring", answers: [], seconds: [], lost: 0, cursor: 0 },
  { what: "an empty ring after a cursor", answers: [], next: 9, seconds: [], lost: 0, cursor: 9 },
  { what: "records in order", answers: [record(7), record(8)], seconds: [7, 8], lost: 0, cursor: 9 },
  { what: "records of which some were seen", answers: [record(7), record(8), record(9)], next: 9, seconds: [9], lost: 0, cursor: 10 },
  { what: "a gap in the sequence", answers: [record(7), record(11)], seconds: [7, 11], lost: 3, cursor: 12 },
  { what: "a gap after the cursor", answers: [record(20)], next: 15, seconds: [20], lost: 5, cursor: 21 },
  { what: "an overrun (EPIPE) with its gap", answers: [record(7), "overrun", record(11)], seconds: [7, 11], lost: 3, cursor: 12 },
  { what: "an overrun before the first record", answers: ["overrun", record(11)], seconds: [11], lost: 1, cursor: 12 },
  { what: "a record that is not understood", answers: [record(7), Uint8Array.of(1, 2, 3), record(8)], seconds: [7, 8], lost: 0, cursor: 9 },
  { what: "records that do not concern us", answers: [record(7, "usb 1-1: found"), record(8)], seconds: [8], lost: 0, cursor: 9 },
];

for (const { what, answers, next, seconds, lost, cursor } of walks)
  test(`${what}: ${seconds.length} records, ${lost} lost`, () => {
    const reading = takeKmsgRecords(ring(...answers), next, undefined);
    assert.deepEqual(
      reading.records.map(({ bootSeconds }) => bootSeconds),
      seconds,
    );
    assert.equal(reading.lost, lost);
    assert.equal(reading.hasGap, lost > 0);
    assert.deepEqual(reading.cursor, { kind: "sequence", next: cursor });
  });

test("the oldest time is that of the first record in the ring, seen or not", () => {
  assert.equal(takeKmsgRecords(ring(record(7, "x"), record(8)), 8, 1000).oldestAtMs, 8000);
});

test("a ring that never ends is left after a bounded number of reads", () => {
  let sequence = 0;
  const reading = takeKmsgRecords(() => record(sequence++, "x"), undefined, undefined);
  assert.deepEqual(reading.cursor, { kind: "sequence", next: sequence });
  assert.equal(sequence, 1 << 20);
});

test("a device that does not exist is no reading, a directory is an error", () => {
  assert.equal(readKmsgDevice("/dev/ullage-has-no-such-device", undefined, undefined), undefined);
  assert.throws(() => readKmsgDevice("/", undefined, undefined), { code: "EISDIR" });
});

test("what the kernel says to a read is a record, the end of the ring, or that records were overwritten unread; anything else is an error", () => {
  const failing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  const buffer = new Uint8Array(8);
  for (const [read, outcome] of [
    [() => 3, buffer.subarray(0, 3)],
    [() => 0, "end"],
    [failing("EAGAIN"), "end"],
    [failing("EPIPE"), "overrun"],
  ] as const)
    assert.deepEqual(readKmsgRecord(buffer, read), outcome);
  assert.throws(() => readKmsgRecord(buffer, failing("EIO")), { code: "EIO" });
});
