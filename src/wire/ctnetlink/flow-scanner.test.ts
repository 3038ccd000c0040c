import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Flow, Layer4 } from "../../model/flow.ts";
import { addressWordsPerRow, type FlowBatch, noState, noTimeout, portsPerRow } from "../../model/flow-batch.ts";
import { formatAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { tcpStateNames } from "../../model/tcp-state.ts";
import { encodeNetlinkMessage, joinNetlinkMessages } from "../netlink/message.ts";
import { decodeFlow, encodeFlow } from "./flow.ts";
import { FlowScanner } from "./flow-scanner.ts";

const conntrackNew = 0x100;

function flowMessage(flow: Flow): Uint8Array {
  return encodeNetlinkMessage({ type: conntrackNew, flags: 2, sequence: 1, portId: 9 }, encodeFlow(flow));
}

function endMessage(type: 2 | 3, errno: number): Uint8Array {
  const payload = new Uint8Array(type === 2 ? 20 : 4);
  new DataView(payload.buffer).setInt32(0, -errno, true);
  return encodeNetlinkMessage({ type, flags: 2, sequence: 1, portId: 9 }, payload);
}

/** A row in the words of a Flow, so that the two decoders can be compared. */
function rowOf(batch: FlowBatch, row: number) {
  const address = (number: number) => {
    const at = row * addressWordsPerRow + number * 4;
    return formatAddress(batch.addresses[at]!, batch.addresses[at + 1]!, batch.addresses[at + 2]!, batch.addresses[at + 3]!);
  };
  const ports = (number: number) => [batch.ports[row * portsPerRow + number]!, batch.ports[row * portsPerRow + number + 1]!];
  return {
    family: batch.family[row],
    protocol: batch.protocol[row],
    status: batch.status[row],
    timeout: batch.timeoutSeconds[row],
    state: batch.state[row],
    zone: batch.zone[row],
    mark: batch.mark[row],
    id: batch.id[row],
    original: [address(0), address(1), ports(0)],
    reply: [address(2), address(3), ports(2)],
  };
}

function expectedRow(flow: Flow) {
  const ports = (layer4: Layer4) =>
    layer4.kind === "ports"
      ? [layer4.sourcePort, layer4.destinationPort]
      : layer4.kind === "icmp"
        ? [layer4.id, (layer4.type << 8) | layer4.code]
        : [0, 0];
  return {
    family: flow.family,
    protocol: flow.protocol,
    status: flow.status,
    timeout: flow.timeoutSeconds ?? noTimeout,
    state: flow.tcp === undefined ? noState : tcpStateNames.indexOf(flow.tcp.state),
    zone: flow.zone ?? 0,
    mark: flow.mark ?? 0,
    id: flow.id ?? 0,
    original: [flow.original.source, flow.original.destination, ports(flow.original.layer4)],
    reply: [flow.reply.source, flow.reply.destination, ports(flow.reply.layer4)],
  };
}

const port = fc.integer({ min: 0, max: 65_535 });
const byte = fc.integer({ min: 0, max: 255 });
const word = fc.nat({ max: 0xffffffff });
const ipv4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
const ipv6 = fc
  .tuple(word, word, word, word)
  .filter(([first]) => first !== 0)
  .map((words) => formatAddress(...words));
const portsLayer = fc.record({ kind: fc.constant("ports" as const), sourcePort: port, destinationPort: port });
const icmpLayer = fc.record({ kind: fc.constant("icmp" as const), id: port, type: byte, code: byte });

const flow: fc.Arbitrary<Flow> = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.constantFrom("tcp", "udp", "icmp", "generic"))
  .chain(([family, kind]) => {
    const address = family === 4 ? ipv4 : ipv6;
    const layer4: fc.Arbitrary<Layer4> =
      kind === "icmp" ? icmpLayer : kind === "generic" ? fc.constant({ kind: "generic" as const }) : portsLayer;
    const tuple = fc.record({ source: address, destination: address, layer4 });
    const icmp = family === 4 ? ipProtocol.icmp : ipProtocol.icmpv6;
    const protocol = kind === "tcp" ? ipProtocol.tcp : kind === "udp" ? ipProtocol.udp : kind === "icmp" ? icmp : 253;
    return fc.record(
      {
        family: fc.constant(family),
        protocol: fc.constant(protocol),
        original: tuple,
        reply: tuple,
        status: fc.nat({ max: 0xffff }),
        unknownAttributes: fc.constant(0),
        timeoutSeconds: fc.nat({ max: 432_000 }),
        mark: word,
        zone: fc.integer({ min: 1, max: 65_535 }),
        id: word,
        ...(kind === "tcp" ? { tcp: fc.record({ state: fc.constantFrom(...tcpStateNames) }) } : {}),
      },
      { requiredKeys: ["family", "protocol", "original", "reply", "status", "unknownAttributes"] },
    );
  });

function scanAll(datagrams: readonly Uint8Array[], batchCapacity = 7) {
  const rows: ReturnType<typeof rowOf>[] = [];
  const scanner = new FlowScanner((batch) => {
    for (let row = 0; row < batch.length; row++) rows.push(rowOf(batch, row));
  }, batchCapacity);
  for (const datagram of datagrams) scanner.push(datagram);
  scanner.flush();
  return { scanner, rows };
}

test("columns hold what the complete decoder reads from the same message", () => {
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 20 }), (flows) => {
      const messages = flows.map(flowMessage);
      const { scanner, rows } = scanAll([joinNetlinkMessages([...messages, endMessage(3, 0)])]);
      assert.deepEqual(
        rows,
        messages.map((message) => expectedRow(decodeFlow(message, 16))),
      );
      assert.equal(scanner.malformedCount, 0);
      assert.equal(scanner.isDone, true);
      assert.equal(scanner.errorNumber, 0);
    }),
  );
});

test("a datagram at an odd address, or in a buffer that is used again, gives the same rows", () => {
  fc.assert(
    fc.property(fc.array(flow, { minLength: 1, maxLength: 5 }), (flows) => {
      const datagram = joinNetlinkMessages(flows.map(flowMessage));
      const buffer = new Uint8Array(datagram.length + 64);
      const rows: ReturnType<typeof rowOf>[] = [];
      const scanner = new FlowScanner((batch) => rows.push(...Array.from({ length: batch.length }, (_, row) => rowOf(batch, row))));
      buffer.set(datagram, 3);
      scanner.push(buffer.subarray(3), datagram.length);
      buffer.fill(0xff);
      buffer.set(datagram);
      scanner.push(buffer, datagram.length);
      scanner.flush();
      const expected = flows.map(expectedRow);
      assert.deepEqual(rows, [...expected, ...expected]);
    }),
  );
});

test("a message cut anywhere is one malformed message with its reason, and the entries before it are kept", () => {
  fc.assert(
    fc.property(flow, flow, (first, second) => {
      const whole = flowMessage(first);
      const cut = flowMessage(second);
      for (let length = 1; length < cut.length; length++) {
        const { scanner, rows } = scanAll([joinNetlinkMessages([whole, cut.subarray(0, length)])]);
        assert.deepEqual(rows, [expectedRow(first)]);
        assert.equal(scanner.malformedCount, 1);
        assert.notEqual(scanner.malformed[0]?.because, "");
        assert.equal(scanner.malformed[0]?.at, 2);
      }
    }),
    { numRuns: 20 },
  );
});

test("an attribute cut inside a message of the right length is malformed, and the message after it is read", () => {
  const sample = fc.sample(flow, { numRuns: 1, seed: 1 })[0];
  assert.ok(sample);
  const good = flowMessage(sample);
  for (let length = 20; length < good.length; length += 4) {
    const cut = good.slice(0, length);
    new DataView(cut.buffer).setUint32(0, length, true);
    const { scanner, rows } = scanAll([joinNetlinkMessages([cut, good])]);
    assert.deepEqual(rows.at(-1), expectedRow(sample), `cut at ${length}`);
    // A cut between two attributes behind the tuples leaves a shorter but whole message.
    assert.equal(rows.length + scanner.malformedCount, 2);
  }
});

test("attributes of a newer kernel are skipped and counted", () => {
  const sample = fc.sample(flow, { numRuns: 1, seed: 2 })[0];
  assert.ok(sample);
  const payload = encodeFlow(sample);
  const extended = new Uint8Array(payload.length + 8);
  extended.set(payload);
  new DataView(extended.buffer).setUint16(payload.length, 8, true);
  new DataView(extended.buffer).setUint16(payload.length + 2, 200, true);
  const { scanner, rows } = scanAll([encodeNetlinkMessage({ type: conntrackNew, flags: 2, sequence: 1, portId: 9 }, extended)]);
  assert.deepEqual(rows, [expectedRow(sample)]);
  assert.equal(scanner.unknownAttributes, 1);
});

test("the error that ends a dump, at once or half-way, is told by its number", () => {
  for (const type of [2, 3] as const) {
    const { scanner } = scanAll([endMessage(type, 1)]);
    assert.equal(scanner.isDone, true);
    assert.equal(scanner.errorNumber, 1);
  }
});

test("the kernel's mark for a table that changed shape under the walk is kept", () => {
  const sample = fc.sample(flow, { numRuns: 1, seed: 3 })[0];
  assert.ok(sample);
  const { scanner } = scanAll([encodeNetlinkMessage({ type: conntrackNew, flags: 0x12, sequence: 1, portId: 9 }, encodeFlow(sample))]);
  assert.equal(scanner.wasInterruptedByKernel, true);
});

test("what is after the end of the dump is not read", () => {
  const [first, second] = fc.sample(flow, { numRuns: 2, seed: 4 });
  assert.ok(first && second);
  const { rows } = scanAll([joinNetlinkMessages([flowMessage(first), endMessage(3, 0), flowMessage(second)])]);
  assert.deepEqual(rows, [expectedRow(first)]);
});

test("rubbish and mutated messages never throw and never hang", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      scanAll([bytes]);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(flow, fc.array(fc.tuple(fc.nat({ max: 400 }), byte), { maxLength: 6 }), (good, mutations) => {
      const message = flowMessage(good).slice();
      for (const [at, value] of mutations) if (at < message.length) message[at] = value;
      const { scanner, rows } = scanAll([message]);
      // A byte of its length changed leaves a rest that is read as further messages, none shorter than a header of 16 bytes.
      assert.ok(rows.length + scanner.malformedCount <= Math.ceil(message.length / 16) || scanner.isDone);
    }),
    { numRuns: 2000 },
  );
});
