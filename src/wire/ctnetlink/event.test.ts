import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flow } from "../../model/flow.ts";
import { type CodecCase, runCodecGauntlet, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { captured, handmade } from "./captured-messages.case.ts";
import { decodeFlowEvent, encodeFlowEvent, type FlowEvent, flowEventGroupMask } from "./event.ts";
import { flowBetween, flowCases, ports } from "./flow.case.ts";

const synProxy = { initialSequence: 0, initialTimestampOffset: 0, timestampOffset: 0 };
const inserted = flowBetween(4, 6, ports(40000, 443), ports(443, 40000), { id: 1438179277, mark: 0xdeadbeef });
const { timeoutSeconds: _, ...insertedWithoutTimeout } = inserted;
const real: Flow = {
  ...flowBetween(4, 6, ports(0, 0), ports(0, 0)),
  original: { source: "127.0.0.1", destination: "127.0.0.1", layer4: ports(40123, 8443) },
  reply: { source: "127.0.0.1", destination: "127.0.0.1", layer4: ports(8443, 40123) },
  id: 867486846,
};
const dying = 0x200;
const noCounters = { packets: 0, bytes: 0 };

/** Events come in another order of attributes than dumps and are written in that of dumps. */
const isCanonical = false;

const cases: readonly CodecCase<FlowEvent>[] = [
  {
    name: "NEW of Linux 6.18",
    bytes: captured.eventNew,
    isCanonical,
    value: {
      kind: "new",
      hasStatus: true,
      flow: {
        ...inserted,
        tcp: {
          state: "ESTABLISHED",
          windowScaleOriginal: 7,
          windowScaleReply: 9,
          flagsOriginal: { flags: 0x23, mask: 0 },
          flagsReply: { flags: 0x2b, mask: 0 },
        },
        synProxy,
      },
    },
  },
  {
    name: "NEW of Linux 6.18 with the time of the event",
    bytes: captured.eventNewWithTimestamp,
    isCanonical,
    value: {
      kind: "new",
      hasStatus: true,
      atMs: 1795262162267,
      flow: {
        ...real,
        status: 8,
        timeoutSeconds: 120,
        tcp: {
          state: "SYN_SENT",
          windowScaleOriginal: 10,
          windowScaleReply: 0,
          flagsOriginal: { flags: 3, mask: 0 },
          flagsReply: { flags: 0, mask: 0 },
        },
      },
    },
  },
  {
    name: "UPDATE of Linux 6.18",
    bytes: captured.eventUpdate,
    isCanonical,
    value: {
      kind: "update",
      hasStatus: true,
      flow: flowBetween(4, 17, ports(53535, 53), ports(53, 53535), { status: 8, timeoutSeconds: 29, id: 903051723, mark: 9, synProxy }),
    },
  },
  {
    name: "DESTROY of Linux 6.18",
    bytes: captured.eventDestroy,
    isCanonical,
    value: {
      kind: "destroy",
      hasStatus: true,
      flow: {
        ...inserted,
        status: inserted.status | dying,
        timeoutSeconds: 599,
        tcp: { state: "ESTABLISHED" },
        originalCounters: noCounters,
        replyCounters: noCounters,
      },
    },
  },
  {
    name: "DESTROY of Linux 6.18 with timestamps",
    bytes: captured.eventDestroyWithTimestamps,
    isCanonical,
    value: {
      kind: "destroy",
      hasStatus: true,
      atMs: 1795262162679,
      flow: {
        ...real,
        status: real.status | dying,
        timeoutSeconds: 59,
        tcp: { state: "CLOSE_WAIT" },
        originalCounters: { packets: 5, bytes: 273 },
        replyCounters: { packets: 4, bytes: 221 },
        startMs: 1795262162267,
        stopMs: 1795262162679,
      },
    },
  },
  {
    name: "DESTROY of Linux before 5.11",
    bytes: handmade.eventDestroyBefore511,
    isCanonical,
    value: {
      kind: "destroy",
      hasStatus: true,
      flow: {
        ...insertedWithoutTimeout,
        status: inserted.status | dying,
        originalCounters: noCounters,
        replyCounters: noCounters,
      },
    },
  },
  {
    name: "DESTROY of Linux 2.6.26",
    bytes: handmade.eventDestroyOf2626,
    isCanonical,
    value: {
      kind: "destroy",
      hasStatus: false,
      flow: {
        ...insertedWithoutTimeout,
        status: 0,
        originalCounters: { packets: 7, bytes: 4_200_000_000 },
        replyCounters: { packets: 5, bytes: 560 },
      },
    },
  },
];

runCodecGauntlet({ name: "flow event", decode: (bytes, start, end) => decodeFlowEvent(bytes, start, end), encode: encodeFlowEvent }, cases);

runCodecGauntlet<FlowEvent>(
  {
    name: "flow event of a big-endian host",
    decode: (bytes, start, end) => decodeFlowEvent(bytes, start, end, "big"),
    encode: (event) => encodeFlowEvent(event, "big"),
  },
  flowCases.map(([name, flow]) => {
    const value = { kind: "update", flow, hasStatus: true } as const;
    return { name, bytes: encodeFlowEvent(value, "big"), value };
  }),
);

test("the three forms of DESTROY name the same flow", () => {
  const [today, before511, old] = [captured.eventDestroy, handmade.eventDestroyBefore511, handmade.eventDestroyOf2626].map((bytes) => {
    const { kind, flow } = decodeFlowEvent(bytes);
    return { kind, family: flow.family, protocol: flow.protocol, original: flow.original, reply: flow.reply, id: flow.id, mark: flow.mark };
  });
  assert.deepEqual(before511, today);
  assert.deepEqual(old, today);
});

test("a message that is no event is refused", () => {
  assert.throws(() => decodeFlowEvent(captured.cpuStats), wireErrorWith("unexpected-type"));
});

test("the groups are those of NEW, UPDATE and DESTROY", () => {
  assert.equal(flowEventGroupMask, 0b111);
});
