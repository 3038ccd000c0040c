import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addressWordsPerRow, createFlowBatch, noState, noTimeout, portsPerRow } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { readText, rowOf } from "./flow-row.case.ts";
import { formatFlowLine } from "./format-flow-line.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const port = fc.integer({ min: 0, max: 0xffff });
const layer4 = fc.tuple(port, port, port, port);
const ipv4 = word.map((value): readonly number[] => [0, 0, 0xffff, value]);
// A mapped address would read back as IPv4, and no entry has one.
const ipv6 = fc.tuple(fc.integer({ min: 1, max: 0xffff_ffff }), fc.oneof(fc.constant(0), word), fc.oneof(fc.constant(0), word), word);
const addresses = fc.oneof(
  fc.tuple(fc.constant(4), fc.tuple(ipv4, ipv4, ipv4, ipv4)),
  fc.tuple(fc.constant(6), fc.tuple(ipv6, ipv6, ipv6, ipv6)),
);
const { seenReply, assured, offload, hardwareOffload } = flowStatusBit;
const status = fc.constantFrom(
  0,
  seenReply,
  assured,
  seenReply | assured,
  seenReply | offload,
  seenReply | assured | offload | hardwareOffload,
);
const withoutPorts = fc.constant<[number, number, number, number]>([0, 0, 0, 0]);
const kind = fc.oneof(
  fc.tuple(fc.constant<number>(ipProtocol.tcp), fc.oneof(fc.nat(9), fc.constant(noState)), layer4),
  fc.tuple(fc.constant<number>(ipProtocol.sctp), fc.oneof(fc.nat(9), fc.constant(noState)), layer4),
  fc.tuple(
    fc.constantFrom<number>(ipProtocol.udp, ipProtocol.udplite, ipProtocol.dccp, ipProtocol.icmp, ipProtocol.icmpv6, ipProtocol.gre),
    fc.constant(noState),
    layer4,
  ),
  fc.tuple(
    fc.constantFrom<number>(ipProtocol.esp, ipProtocol.igmp, ipProtocol.ospf, ipProtocol.ipip, 0, 255),
    fc.constant(noState),
    withoutPorts,
  ),
);
const number = fc.oneof(fc.constant(0), word);
const row = fc.record({ addresses, kind, status, timeout: fc.oneof(word, fc.constant(noTimeout)), mark: number, id: number, zone: port });

test("every row that the kernel can send is read back from its line as it was", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const batch = createFlowBatch(rows.length);
      for (const [
        index,
        {
          addresses: [family, words],
          kind: [protocol, state, ports],
          ...rest
        },
      ] of rows.entries()) {
        batch.family[index] = family;
        batch.protocol[index] = protocol;
        batch.state[index] = state;
        batch.status[index] = rest.status;
        batch.timeoutSeconds[index] = rest.timeout;
        batch.mark[index] = rest.mark;
        batch.id[index] = rest.id;
        batch.zone[index] = rest.zone;
        batch.addresses.set(words.flat(), index * addressWordsPerRow);
        batch.ports.set(ports, index * portsPerRow);
        batch.length++;
      }
      const text = rows.map((_, index) => `${formatFlowLine(batch, index)}\n`).join("");
      const { rows: read, summary } = readText(text);
      assert.equal(summary.unknownTokens, 0);
      assert.deepEqual(
        read,
        rows.map((_, index) => rowOf(batch, index)),
      );
    }),
    { numRuns: 3000 },
  );
});

test("a line looks as the tool writes it", () => {
  const batch = createFlowBatch(1);
  batch.family[0] = 4;
  batch.protocol[0] = 6;
  batch.state[0] = 3;
  batch.status[0] = seenReply | assured;
  batch.timeoutSeconds[0] = 431_999;
  batch.id[0] = 77;
  batch.addresses.set([0, 0, 0xffff, 0x0a000001, 0, 0, 0xffff, 0x0a600001, 0, 0, 0xffff, 0x0a000009, 0, 0, 0xffff, 0x0a000001]);
  batch.ports.set([40_000, 443, 8443, 40_000]);
  assert.equal(
    formatFlowLine(batch, 0),
    "ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.96.0.1 sport=40000 dport=443 src=10.0.0.9 dst=10.0.0.1 sport=8443 dport=40000 [ASSURED] mark=0 use=1 id=77",
  );
});
