import assert from "node:assert/strict";
import { test } from "node:test";
import { addFlowEvents, everyFlowEvent, noFlowEvents } from "../model/flow-event-kind.ts";
import { encodeFlowEvent } from "../wire/ctnetlink/event.ts";
import { flowCases } from "../wire/ctnetlink/flow.case.ts";
import { type EventSocket, listenForEvents } from "./event-listening.ts";
import { type EventCounts, EventRing, rowsPerReport } from "./event-ring.ts";
import { SystemCallError } from "./libc.ts";

const [flow] = flowCases.map(([, one]) => one).filter(({ tcp }) => tcp?.state === "ESTABLISHED");
assert.ok(flow);
const birth = encodeFlowEvent({ kind: "new", flow, hasStatus: true });
const capacity = 256;
const slotBytes = 512;

/** What one call of receive gives: so many births, an error, or something done to the socket's count of drops. */
type Step = number | "ENOBUFS" | "EPERM" | { readonly drops: number } | { readonly cut: true };

/**
 * A socket that goes through its steps and then stops the ring. `drops` is what the kernel counts; undefined is a kernel that does not say.
 */
function listenTo(
  steps: readonly Step[],
  options: { readonly countsDrops?: boolean; readonly sampleEvery?: number; readonly ring?: EventRing } = {},
) {
  const { countsDrops = true, sampleEvery = 1, ring = new EventRing() } = options;
  const bytes = new Uint8Array(capacity * slotBytes);
  for (let number = 0; number < capacity; number++) bytes.set(birth, number * slotBytes);
  const left = [...steps];
  let drops = 7;
  let isCut = false;
  let second = 0;
  const socket: EventSocket = {
    bytes,
    capacity,
    receive() {
      isCut = false;
      for (;;) {
        const step = left.shift();
        if (step === undefined) {
          ring.stop();
          return 0;
        }
        if (typeof step === "number") return step;
        if (step === "ENOBUFS" || step === "EPERM") throw new SystemCallError("recvmmsg", step);
        if ("cut" in step) {
          isCut = true;
          return 1;
        }
        drops += step.drops;
      }
    },
    startOf: (number) => number * slotBytes,
    lengthOf: () => birth.length,
    wasCut: () => isCut,
    readDrops: () => (countsDrops ? drops : undefined),
  };
  const rest = listenForEvents(socket, ring, { sampling: { ...everyFlowEvent, new: sampleEvery }, napMs: 0, nowMs: () => second++ });
  return { rest, ring };
}

/** Everything that was told, in the ring and at the end. */
function sumOf({ rest, ring }: ReturnType<typeof listenTo>) {
  const all: EventCounts[] = [rest];
  let rows = 0;
  for (let next = ring.take(); next !== undefined; next = ring.take()) {
    all.push(next.counts);
    rows += next.batch.flows.length;
    ring.markEmptied();
  }
  const sum = (name: keyof EventCounts) => all.reduce((total, counts) => total + counts[name], 0);
  return {
    events: all.reduce(
      (total, { born, updated, destroyed }) => addFlowEvents(total, { new: born, update: updated, destroy: destroyed }),
      noFlowEvents,
    ),
    rows,
    rowsLost: sum("rowsLost"),
    socketLost: sum("socketLost"),
    uncountedOverruns: sum("uncountedOverruns"),
    malformed: sum("malformed"),
  };
}

const quiet = { rowsLost: 0, socketLost: 0, uncountedOverruns: 0, malformed: 0 };
const births = (count: number) => ({ new: count, update: 0, destroy: 0 });

for (const [what, steps, options, expected] of [
  ["events are told with their rows", [3, 0, 256, 2], {}, { ...quiet, events: births(261), rows: 261 }],
  ["more than one report holds are told in several", [256, 256, 256, 256, 256], {}, { ...quiet, events: births(1280), rows: 1280 }],
  ["of sampled events all are counted", [256, 44], { sampleEvery: 100 }, { ...quiet, events: births(300), rows: 3 }],
  [
    "an overrun has the number that the socket counted",
    [5, { drops: 40 }, "ENOBUFS", 6],
    {},
    { ...quiet, events: births(11), rows: 11, socketLost: 40 },
  ],
  [
    "a count that rises after the error is still its number",
    [5, "ENOBUFS", 2, 0, { drops: 40 }, 1],
    {},
    { ...quiet, events: births(8), rows: 8, socketLost: 40 },
  ],
  [
    "drops that go on while the buffer is emptied are counted too",
    [{ drops: 4 }, "ENOBUFS", 256, { drops: 9 }, 10, 0],
    {},
    { ...quiet, events: births(266), rows: 266, socketLost: 13 },
  ],
  [
    "an overrun that nobody counts is one of unknown size",
    [5, "ENOBUFS", 1, 0, 0, 1],
    {},
    { ...quiet, events: births(7), rows: 7, uncountedOverruns: 1 },
  ],
  ["an overrun at the very end is told as well", [5, "ENOBUFS"], {}, { ...quiet, events: births(5), rows: 5, uncountedOverruns: 1 }],
  [
    "a kernel that does not count leaves every overrun unknown",
    [5, "ENOBUFS", 1, 0, "ENOBUFS"],
    { countsDrops: false },
    { ...quiet, events: births(6), rows: 6, uncountedOverruns: 2 },
  ],
  ["a message longer than its place is not understood", [2, { cut: true }], {}, { ...quiet, events: births(2), rows: 2, malformed: 1 }],
] as const satisfies readonly (readonly [string, readonly Step[], object, object])[]) {
  test(what, () => assert.deepEqual(sumOf(listenTo(steps, options)), expected));
}

test("when nobody empties the ring rows are lost and counted, and every event is counted", () => {
  const calls = 1000;
  const sum = sumOf(listenTo(Array.from({ length: calls }, () => capacity)));
  assert.deepEqual(sum.events, births(calls * capacity));
  assert.ok(sum.rowsLost > 0, "the ring held them all, so that the test shows nothing");
  assert.equal(sum.rows + sum.rowsLost, calls * capacity);
  assert.deepEqual([sum.socketLost, sum.uncountedOverruns, sum.malformed], [0, 0, 0]);
});

test("a loss while the ring is full is told when it has room again", () => {
  const ring = new EventRing();
  const flood = Array.from({ length: 300 }, () => capacity);
  const sum = sumOf(listenTo([...flood, { drops: 11 }, "ENOBUFS", 4, 0], { ring }));
  assert.equal(sum.socketLost, 11);
});

test("a failure that is no overrun ends the listening", () => {
  assert.throws(() => listenTo([1, "EPERM"]), { code: "EPERM" });
});

test("the reports of a ring follow each other without a hole in time", () => {
  const { ring } = listenTo([rowsPerReport > capacity ? capacity : 1, 0, 3, 0, 5, 0]);
  let untilMs: number | undefined;
  for (let next = ring.take(); next !== undefined; next = ring.take()) {
    if (untilMs !== undefined) assert.equal(next.counts.fromMs, untilMs);
    assert.ok(next.counts.toMs >= next.counts.fromMs);
    untilMs = next.counts.toMs;
    ring.markEmptied();
  }
  assert.notEqual(untilMs, undefined);
});
