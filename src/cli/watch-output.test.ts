import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventRecord, GapRecord, WatchRecord } from "../report/watch-record.ts";
import { WatchOutput } from "./watch-output.ts";

/** A reader that takes what it is told to take, and a clock that goes on by a second a look. */
function slowReader() {
  const records: WatchRecord[] = [];
  let unwritten = 0;
  let second = 0;
  const output = new WatchOutput(
    {
      write: (line) => {
        unwritten += line.length;
        records.push(JSON.parse(line) as WatchRecord);
      },
      unwrittenBytes: () => unwritten,
    },
    (record) => JSON.stringify(record),
    { nowMs: () => 1000 * ++second, monotonicMs: () => 1000 * second },
  );
  return { output, records, take: (bytes = unwritten) => (unwritten -= bytes), unwritten: () => unwritten };
}

const event = {
  type: "event",
  at: "2026-01-15T12:00:00.000Z",
  kind: "new",
  protocol: "tcp",
  state: "SYN_SENT",
  flags: [],
  zone: 0,
  timeoutSeconds: 120,
  original: { source: "10.0.0.1", destination: "10.0.0.2", sourcePort: 1, destinationPort: 2 },
  reply: { source: "10.0.0.2", destination: "10.0.0.1", sourcePort: 2, destinationPort: 1 },
} satisfies EventRecord;

const gap = {
  type: "gap",
  at: event.at,
  source: "events",
  where: "socket",
  from: event.at,
  to: event.at,
  lost: 5,
  because: "test",
} satisfies GapRecord;

const isGap = (record: WatchRecord): record is GapRecord => record.type === "gap";

test("a reader that takes nothing bounds what is kept, and what was left out is told when it goes on", () => {
  const { output, records, take, unwritten } = slowReader();
  for (let number = 0; number < 50_000; number++) output.write(event);
  assert.ok(unwritten() < 3_000_000, `${unwritten()} bytes are kept`);
  const written = records.length;
  assert.ok(written < 50_000, "nothing was left out, so that the test shows nothing");
  assert.deepEqual(records.filter(isGap), [], "a gap is told when it is over");

  take();
  output.write(event);
  const [told, next] = records.slice(written);
  assert.ok(told !== undefined && isGap(told));
  assert.deepEqual([told.source, told.where, told.lost], ["records", "output", 50_000 - written]);
  assert.ok(told.from < told.to);
  assert.equal(next?.type, "event");
  assert.deepEqual([output.lost, output.gaps], [50_000 - written, 1]);
});

test("who asks first and does not make the record counts it all the same", () => {
  const { output, records, take } = slowReader();
  let asked = 0;
  for (let number = 0; number < 50_000; number++) {
    if (output.isFull) output.leaveOut();
    else output.write(event);
    asked++;
  }
  take();
  output.write(event);
  const written = records.filter(({ type }) => type === "event").length - 1;
  assert.equal(written + output.lost, asked);
});

test("a gap finds room where an event does not, and both are bounded", () => {
  const { output, records, unwritten } = slowReader();
  while (output.write(event));
  assert.equal(output.write(gap), true);
  for (let number = 0; number < 100_000; number++) output.write(gap);
  assert.ok(unwritten() < 5_000_000, `${unwritten()} bytes are kept`);
  assert.equal(records.filter(isGap).length, output.gaps);
});

test("the end is written whatever the reader does, behind what was left out before it", () => {
  const { output, records } = slowReader();
  while (output.write(event));
  output.write({
    type: "end",
    at: event.at,
    why: "count",
    seconds: 1,
    samples: 1,
    findings: { opened: 0, closed: 0, open: [] },
    events: null,
    gaps: 0,
  });
  assert.deepEqual(
    records.slice(-2).map(({ type }) => type),
    ["gap", "end"],
  );
});
