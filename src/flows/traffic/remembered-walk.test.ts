import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tcpState } from "../../model/tcp-state.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { TableAggregate } from "../table-aggregate.ts";
import type { KnownEntries } from "./known-entries.ts";
import { TrafficCounter } from "./traffic-counter.ts";

const timeouts = { tcpEstablished: 86_400, tcpTimeWait: 120, udp: 30 } as const;
const anyRow: fc.Arbitrary<FlowRow> = fc.record({
  from: fc.nat(20).map((host) => `10.0.0.${host}`),
  to: fc.constant("10.9.0.1"),
  protocol: fc.constantFrom(6, 17),
  state: fc.constantFrom(tcpState.established, tcpState.timeWait),
  timeout: fc.nat(120),
});
const anyWalk = fc.array(fc.array(anyRow, { maxLength: 12 }), { maxLength: 4 });
type Walk = readonly (readonly FlowRow[])[];

const optionsOf = (earlier: KnownEntries | undefined) => ({
  ...{ timeouts, nowMs: 1_000_000, monotonicMs: earlier === undefined ? 1000 : 21_000, topGroups: 1000 },
  ...(earlier === undefined ? {} : { earlier }),
});

function alone(walk: Walk, earlier?: KnownEntries): TrafficCounter {
  const counter = new TrafficCounter({ ...optionsOf(earlier), expectedEntries: 1000, remember: true });
  for (const rows of walk) counter.add(flowBatchOf(rows));
  return counter;
}

function beside(walk: Walk, earlier?: KnownEntries): TrafficCounter {
  const aggregate = new TableAggregate({
    timeouts,
    timeoutsFrom: "sysctl",
    keepsKeyNumbers: true,
    keepsPlaces: true,
    expectedEntries: 1000,
  });
  const counter = new TrafficCounter({ ...optionsOf(earlier), rememberIn: aggregate.seen });
  for (const rows of walk) {
    const batch = flowBatchOf(rows);
    aggregate.add(batch);
    counter.addCounted(batch, aggregate.counted);
  }
  return counter;
}

test("a walk that another counter looks at first is remembered as one of its own", () => {
  fc.assert(
    fc.property(anyWalk, anyWalk, (first, second) => {
      assert.deepEqual(beside(second, beside(first).known()).compose(), alone(second, alone(first).known()).compose());
    }),
  );
});
