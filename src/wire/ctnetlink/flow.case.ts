import type { Flow, Layer4, Tuple } from "../../model/flow.ts";
import { flowStatusBit } from "../../model/flow-status.ts";

/** Flows for tests of every codec that carries one: each protocol and family, and each thing an entry can have. */

const answered = flowStatusBit.seenReply | flowStatusBit.assured | flowStatusBit.confirmed;
const ends = { 4: ["10.9.0.1", "10.9.0.2"], 6: ["fd00:9::1", "fd00:9::2"] } as const;

export function ports(sourcePort: number, destinationPort: number): Layer4 {
  return { kind: "ports", sourcePort, destinationPort };
}

export function flowBetween(family: 4 | 6, protocol: number, there: Layer4, back: Layer4, more: Partial<Flow> = {}): Flow {
  const [client, server] = ends[family];
  const original: Tuple = { source: client, destination: server, layer4: there };
  const reply: Tuple = { source: server, destination: client, layer4: back };
  return { family, protocol, original, reply, status: answered, timeoutSeconds: 600, unknownAttributes: 0, ...more };
}

const perFamily = ([4, 6] as const).flatMap((family): readonly (readonly [string, Flow])[] => [
  [
    `tcp over IPv${family}`,
    flowBetween(family, 6, ports(40000, 443), ports(443, 40000), {
      tcp: {
        state: "ESTABLISHED",
        windowScaleOriginal: 7,
        windowScaleReply: 9,
        flagsOriginal: { flags: 0x23, mask: 0 },
        flagsReply: { flags: 0x2b, mask: 0xff },
      },
    }),
  ],
  [`udp over IPv${family}`, flowBetween(family, 17, ports(53535, 53), ports(53, 53535), { status: flowStatusBit.confirmed, mark: 0 })],
  [`udplite over IPv${family}`, flowBetween(family, 136, ports(1, 65535), ports(65535, 1))],
  [`dccp over IPv${family}`, flowBetween(family, 33, ports(5001, 5002), ports(5002, 5001))],
  [
    `sctp over IPv${family}`,
    flowBetween(family, 132, ports(36412, 36422), ports(36422, 36412), {
      sctp: { state: "HEARTBEAT_SENT", verificationTagOriginal: 0x01020304, verificationTagReply: 0xfffefdfc },
    }),
  ],
  [`gre over IPv${family}, whose keys travel as ports`, flowBetween(family, 47, ports(0x1234, 7), ports(7, 0x1234))],
  [`ospf over IPv${family}, which has no tracker`, flowBetween(family, 89, { kind: "generic" }, { kind: "generic" })],
]);

export const flowCases: readonly (readonly [string, Flow])[] = [
  ...perFamily,
  ["icmp", flowBetween(4, 1, { kind: "icmp", id: 77, type: 8, code: 0 }, { kind: "icmp", id: 77, type: 0, code: 0 })],
  ["icmpv6", flowBetween(6, 58, { kind: "icmp", id: 65535, type: 128, code: 1 }, { kind: "icmp", id: 65535, type: 129, code: 1 })],
  [
    "IPv6 with mapped addresses",
    {
      ...flowBetween(6, 17, ports(1, 2), ports(2, 1)),
      original: { source: "10.9.0.1", destination: "10.9.0.2", layer4: ports(1, 2) },
      reply: { source: "10.9.0.2", destination: "10.9.0.1", layer4: ports(2, 1) },
    },
  ],
  [
    "an entry after source and destination NAT",
    {
      ...flowBetween(4, 6, ports(0, 0), ports(0, 0), { tcp: { state: "SYN_SENT2" } }),
      original: { source: "10.9.1.5", destination: "10.96.0.10", layer4: ports(50000, 80) },
      reply: { source: "10.9.2.7", destination: "10.9.0.1", layer4: ports(8080, 61000) },
      status: answered | flowStatusBit.sourceNat | flowStatusBit.destinationNat,
    },
  ],
  ["an entry in a zone", flowBetween(4, 17, ports(7, 8), ports(8, 7), { zone: 65535 })],
  [
    "an entry whose zone belongs to one direction",
    {
      ...flowBetween(4, 17, ports(7, 8), ports(8, 7)),
      original: { source: "10.9.0.1", destination: "10.9.0.2", layer4: ports(7, 8), zone: 11 },
    },
  ],
  [
    "an expected entry of another protocol than its master's",
    flowBetween(4, 47, ports(1, 2), ports(2, 1), {
      status: answered | flowStatusBit.expected,
      master: { source: "10.9.0.1", destination: "10.9.0.2", layer4: ports(40000, 1723), protocol: 6 },
    }),
  ],
  [
    "an entry with everything on it",
    flowBetween(4, 6, ports(40009, 21), ports(21, 40009), {
      tcp: { state: "CLOSE_WAIT" },
      timeoutSeconds: 0xffffffff,
      mark: 0xdeadbeef,
      zone: 3,
      useCount: 2,
      id: 0xffffffff,
      originalCounters: { packets: 0, bytes: 2 ** 53 - 1 },
      replyCounters: { packets: 4_294_967_296, bytes: 1 },
      startMs: 1_795_262_162_267,
      stopMs: 1_795_262_162_679,
      securityContext: "system_u:object_r:unlabeled_t:s0",
      labels: Uint8Array.from({ length: 16 }, (_, index) => index),
      labelsMask: new Uint8Array(16).fill(255),
      helperName: "ftp",
      sequenceAdjustments: {
        original: { correctionPosition: 4_000_000_000, offsetBefore: -3, offsetAfter: 12 },
        reply: { correctionPosition: 1, offsetBefore: 2, offsetAfter: -2_147_483_648 },
      },
      synProxy: { initialSequence: 4_294_967_295, initialTimestampOffset: 1, timestampOffset: 2 },
    }),
  ],
  [
    "an offloaded entry, which has no timeout",
    (({ timeoutSeconds: _, ...flow }: Flow): Flow => ({ ...flow, status: flow.status | flowStatusBit.offload }))(
      flowBetween(6, 17, ports(1, 2), ports(2, 1)),
    ),
  ],
];
