import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flow } from "../../model/flow.ts";
import { type CodecCase, fromBytes, runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { encodeNetlinkMessage } from "../netlink/message.ts";
import { type InMessage, inMessage } from "../netlink/message-codec.case.ts";
import { captured } from "./captured-messages.case.ts";
import { flowBetween, flowCases, ports } from "./flow.case.ts";
import { decodeFlow, encodeFlow } from "./flow.ts";

const noCounters = { packets: 0, bytes: 0 };
const synProxy = { initialSequence: 0, initialTimestampOffset: 0, timestampOffset: 0 };

const fromKernel: readonly CodecCase<InMessage<Flow>>[] = [
  {
    name: "a TCP entry dumped by Linux 6.18",
    bytes: captured.dumpTcp4,
    value: {
      header: { type: 0x100, flags: 2, sequence: 125, portId: 0x8f0617bb },
      payload: flowBetween(4, 6, ports(40000, 443), ports(443, 40000), {
        timeoutSeconds: 599,
        tcp: {
          state: "ESTABLISHED",
          windowScaleOriginal: 7,
          windowScaleReply: 9,
          flagsOriginal: { flags: 0x23, mask: 0 },
          flagsReply: { flags: 0x2b, mask: 0 },
        },
        mark: 0xdeadbeef,
        useCount: 2,
        id: 1438179277,
        originalCounters: noCounters,
        replyCounters: noCounters,
        synProxy,
      }),
    },
  },
  {
    name: "an unanswered UDP entry over IPv6 dumped by Linux 6.18",
    bytes: captured.dumpUdp6,
    value: {
      header: { type: 0x100, flags: 2, sequence: 125, portId: 0x8f0617bb },
      payload: flowBetween(6, 17, ports(53535, 53), ports(53, 53535), {
        status: 8,
        timeoutSeconds: 29,
        mark: 0,
        useCount: 1,
        id: 2214440523,
        originalCounters: noCounters,
        replyCounters: noCounters,
        synProxy,
      }),
    },
  },
  {
    name: "a TCP entry with counters and a timestamp dumped by Linux 6.18",
    bytes: captured.dumpWithTimestamp,
    value: {
      header: { type: 0x100, flags: 0x22, sequence: 100, portId: 0xab359a66 },
      payload: {
        ...flowBetween(4, 6, ports(0, 0), ports(0, 0)),
        original: { source: "127.0.0.1", destination: "127.0.0.1", layer4: ports(40123, 8443) },
        reply: { source: "127.0.0.1", destination: "127.0.0.1", layer4: ports(8443, 40123) },
        timeoutSeconds: 59,
        tcp: {
          state: "CLOSE_WAIT",
          windowScaleOriginal: 10,
          windowScaleReply: 10,
          flagsOriginal: { flags: 0x23, mask: 0 },
          flagsReply: { flags: 0x27, mask: 0 },
        },
        mark: 0,
        useCount: 1,
        id: 867486846,
        originalCounters: { packets: 5, bytes: 273 },
        replyCounters: { packets: 4, bytes: 221 },
        startMs: 1795262162267,
      },
    },
    // Below the millisecond the timestamp is gone.
    isCanonical: false,
  },
];

const header = { type: 0x100, flags: 2, sequence: 1, portId: 2 };

for (const order of ["little", "big"] as const) {
  const made = flowCases.map(
    ([name, flow]): CodecCase<InMessage<Flow>> => ({
      name,
      bytes: encodeNetlinkMessage(header, encodeFlow(flow, order), order),
      value: { header, payload: flow },
    }),
  );
  runCodecGauntlet(
    inMessage(`flow, ${order}-endian host`, decodeFlow, encodeFlow, order),
    order === "little" ? [...fromKernel, ...made] : made,
  );
}

/** `flow` as the kernel would send it with `more` behind. */
function decodeWith(flow: Flow, ...more: readonly string[]): Flow {
  return decodeFlow(toBytes(fromBytes(encodeFlow(flow)) + more.join("")));
}

const tcp = flowBetween(4, 6, ports(1, 2), ports(2, 1), { tcp: { state: "ESTABLISHED" } });

test("attributes of newer kernels are skipped and counted on every level", () => {
  const flow = decodeWith(tcp, "08006300 00000000", "0c006380 08006300 00000000");
  assert.equal(flow.unknownAttributes, 2);
  const { unknownAttributes } = decodeWith(tcp, "18000480 14000180 05000100 03000000 08000900 00000000");
  assert.equal(unknownAttributes, 1);
});

test("a TCP state without a name is counted, and the entry kept", () => {
  const flow = decodeWith(flowBetween(4, 6, ports(1, 2), ports(2, 1)), "10000480 0c000180 05000100 0a000000");
  assert.equal(flow.tcp, undefined);
  assert.equal(flow.unknownAttributes, 1);
});

test("what DCCP's tracker says is skipped and counted", () => {
  const flow = decodeWith(flowBetween(4, 33, ports(1, 2), ports(2, 1)), "10000480 0c000280 05000100 03000000");
  assert.equal(flow.unknownAttributes, 1);
});

test("counters of 64 bits saturate at 2^53 - 1", () => {
  const flow = decodeWith(tcp, "1c000980 0c000100 ffffffffffffffff 0c000200 0020000000000000");
  assert.deepEqual(flow.originalCounters, { packets: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER });
});

test("counters of 32 bits are read where there are no others", () => {
  const flow = decodeWith(tcp, "14000980 08000300 00000007 08000400 ffffffff");
  assert.deepEqual(flow.originalCounters, { packets: 7, bytes: 4294967295 });
  const both = decodeWith(tcp, "24000980 08000300 00000007 0c000100 0000000100000000 0c000200 0000000000000001");
  assert.deepEqual(both.originalCounters, { packets: 4294967296, bytes: 1 });
});

test("padding that aligns 64-bit numbers on some machines is no unknown attribute", () => {
  const flow = decodeWith(tcp, "20000980 04000500 0c000100 0000000000000001 0c000200 0000000000000002");
  assert.deepEqual([flow.originalCounters, flow.unknownAttributes], [{ packets: 1, bytes: 2 }, 0]);
});

test("the private state of a helper is passed over", () => {
  const flow = decodeWith(tcp, "14000580 08000100 66747000 08000200 01020304");
  assert.deepEqual([flow.helperName, flow.unknownAttributes], ["ftp", 0]);
});

test("nests without the nested flag are read all the same", () => {
  const bytes = encodeFlow(tcp);
  for (let at = 4; at < bytes.length; at += 4) if (bytes[at + 3] === 0x80) bytes[at + 3] = 0;
  assert.deepEqual(decodeFlow(bytes), tcp);
});

const v4Tuple = (type: string) =>
  `3400${type}80 14000180 08000100 0a090001 08000200 0a090002 1c000280 05000100 06000000 06000200 00010000 06000300 00020000`;

for (const [name, code, hex] of [
  ["without an original tuple", "missing-attribute", `02000000 ${v4Tuple("02")}`],
  ["without a reply tuple", "missing-attribute", `02000000 ${v4Tuple("01")}`],
  ["of no known family", "bad-value", "07000000"],
  ["whose tuple has no protocol", "missing-attribute", "02000000 18000180 14000180 08000100 0a090001 08000200 0a090002"],
  ["whose tuple has no addresses", "missing-attribute", "02000000 10000180 0c000280 05000100 06000000"],
  ["whose tuple lacks the destination", "missing-attribute", "02000000 10000180 0c000180 08000100 0a090001"],
  ["whose IPv4 address has 16 bytes", "bad-length", "02000000 1c000180 18000180 14000100 00000000000000000000000000000000"],
  ["whose attribute has length 0", "bad-length", "02000000 00000180 14000180"],
  ["that ends inside its header", "truncated", "0200"],
] as const) {
  test(`an entry ${name} is refused as ${code}`, () => {
    assert.throws(() => decodeFlow(toBytes(hex)), wireErrorWith(code));
  });
}

test("addresses of another family than the message's are refused", () => {
  const bytes = encodeFlow(tcp);
  bytes[0] = 10;
  assert.throws(() => decodeFlow(bytes), wireErrorWith("bad-value"));
});

test("what has no place in the format is refused when encoding", () => {
  for (const wrong of [
    { ...tcp, original: { ...tcp.original, source: "fd00::1" } },
    { ...tcp, original: { ...tcp.original, source: "10.0.0.256" } },
    { ...tcp, reply: { ...tcp.reply, layer4: ports(65536, 1) } },
    { ...tcp, timeoutSeconds: -1 },
    { ...tcp, startMs: 1.5 },
  ])
    assert.throws(() => encodeFlow(wrong), wireErrorWith("bad-value"));
});

test("labels and text are copies: the receive buffer may be overwritten", () => {
  const bytes = encodeFlow({ ...tcp, labels: Uint8Array.of(1, 2, 3, 4), helperName: "sip" });
  const flow = decodeFlow(bytes);
  bytes.fill(0);
  assert.deepEqual([flow.labels, flow.helperName], [Uint8Array.of(1, 2, 3, 4), "sip"]);
});
