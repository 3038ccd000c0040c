import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { everyFlowEvent, type FlowEventKind, type FlowEventSampling, flowEventKinds } from "../../model/flow-event-kind.ts";
import { formatAddress } from "../../model/ip-address.ts";
import { tcpState } from "../../model/tcp-state.ts";
import { encodeFlowEvent } from "./event.ts";
import { EventScanner } from "./event-scanner.ts";
import { flowCases } from "./flow.case.ts";

interface Row {
  readonly kind: FlowEventKind;
  readonly source: string;
  readonly state: number;
  readonly receivedAtMs: number;
}

function scan(messages: readonly Uint8Array[], options: { readonly sampling?: FlowEventSampling; readonly capacity?: number } = {}) {
  const rows: Row[] = [];
  const counts: number[][] = [];
  const scanner = new EventScanner(
    ({ flows, kinds, receivedAtMs }) => {
      counts.push([...scanner.counts]);
      for (let row = 0; row < flows.length; row++) {
        const [a = 0, b = 0, c = 0, d = 0] = flows.addresses.subarray(row * 16, row * 16 + 4);
        rows.push({
          kind: flowEventKinds[kinds[row]!]!,
          source: formatAddress(a, b, c, d),
          state: flows.state[row]!,
          receivedAtMs: receivedAtMs[row]!,
        });
      }
    },
    { sampling: options.sampling ?? everyFlowEvent, capacity: options.capacity ?? 64 },
  );
  messages.forEach((message, number) => {
    scanner.receivedAtMs = 1000 + number;
    scanner.push(message);
  });
  scanner.flush();
  return { rows, counts, scanner };
}

const [flow] = flowCases.map(([, one]) => one).filter(({ tcp }) => tcp?.state === "ESTABLISHED");
assert.ok(flow);
const eventOf = (kind: FlowEventKind) => encodeFlowEvent({ kind, flow, hasStatus: true });

test("birth, update and death are told apart, decoded, and given the time they were received at", () => {
  const { rows, scanner } = scan([eventOf("new"), eventOf("update"), eventOf("destroy")]);
  const { established: state } = tcpState;
  const { source } = flow.original;
  assert.deepEqual(rows, [
    { kind: "new", source, state, receivedAtMs: 1000 },
    { kind: "update", source, state, receivedAtMs: 1001 },
    { kind: "destroy", source, state, receivedAtMs: 1002 },
  ]);
  assert.deepEqual(scanner.counts, [1, 1, 1]);
});

test("of each kind one in so many is decoded although they come in turn, and all are counted", () => {
  const { rows, scanner } = scan(
    Array.from({ length: 100 }, (_, number) => eventOf(number % 2 === 0 ? "new" : "destroy")),
    { sampling: { new: 2, update: 1, destroy: 5 } },
  );
  assert.deepEqual(scanner.counts, [50, 0, 50]);
  assert.deepEqual(
    ["new", "destroy"].map((kind) => rows.filter((row) => row.kind === kind).length),
    [25, 10],
  );
});

test("a full batch is handed on with the events that are in it counted", () => {
  const { counts, rows } = scan(
    Array.from({ length: 5 }, () => eventOf("new")),
    { capacity: 2 },
  );
  assert.deepEqual(counts, [
    [2, 0, 0],
    [4, 0, 0],
    [5, 0, 0],
  ]);
  assert.equal(rows.length, 5);
});

test("a datagram in the middle of a larger memory is read where it lies", () => {
  const message = eventOf("new");
  const memory = new Uint8Array(4096 * 2);
  memory.set(message, 4096);
  const { scanner } = scan([]);
  scanner.push(memory, 4096 + message.length, 4096);
  assert.deepEqual(scanner.counts, [1, 0, 0]);
});

test("what cannot be decoded is counted as that and as no event", () => {
  const broken = eventOf("new");
  // The length of the first attribute says more than there is.
  new DataView(broken.buffer).setUint16(20, 0xfff0, true);
  const { scanner, rows } = scan([broken, eventOf("new")]);
  assert.deepEqual([scanner.counts, scanner.malformedCount, rows.length], [[1, 0, 0], 1, 1]);
});

test("a message of another kind is no event", () => {
  const other = eventOf("new");
  new DataView(other.buffer).setUint16(4, 0x0700, true);
  const { scanner } = scan([other]);
  assert.deepEqual([scanner.counts, scanner.malformedCount], [[0, 0, 0], 1]);
});

test("mutated events neither throw nor hang, and each message is an event or malformed", () => {
  fc.assert(
    fc.property(fc.constantFrom(...flowEventKinds), fc.nat(), fc.nat(255), (kind, place, value) => {
      const message = eventOf(kind);
      // Behind the header, so that it stays one message.
      message[16 + (place % (message.length - 16))] = value;
      const { scanner } = scan([message]);
      const [born, updated, destroyed] = scanner.counts;
      assert.equal(born + updated + destroyed + scanner.malformedCount, 1);
    }),
  );
});
