import assert from "node:assert/strict";
import { test } from "node:test";
import { flowStatusBit } from "../../src/model/flow-status.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import { plainFlow, tcpFlow } from "./insertable-flow.ts";
import { openLaboratory } from "./laboratory.ts";
import { readComposition } from "./read-composition.ts";

const count = 200_000;
const eachPattern = count / 10;

test("200,000 entries, a tenth of them IPv6, are counted to the last one in every dimension", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const client = laboratory.addNamespace("client");
  client.track();
  const patterns = [
    ...[1, 2, 3, 4].map((subnet) => tcpFlow("ESTABLISHED", `10.${subnet}.0.1`, 1, "10.96.0.10", 80)),
    ...[5, 6].map((subnet) => tcpFlow("TIME_WAIT", `10.${subnet}.0.1`, 1, "10.96.0.10", 443)),
    plainFlow(ipProtocol.udp, udpTuple("10.7.0.1", "10.96.0.53"), { status: 0 }),
    {
      ...plainFlow(ipProtocol.udp, udpTuple("10.8.0.1", "10.96.0.54")),
      // Translated: the answer comes from an endpoint behind the service address.
      reply: { source: "10.200.0.54", destination: "10.8.0.1", layer4: { kind: "ports", sourcePort: 5353, destinationPort: 1 } },
    } as const,
    plainFlow(ipProtocol.sctp, udpTuple("10.9.0.1", "10.96.0.60"), {
      sctp: { state: "ESTABLISHED", verificationTagOriginal: 1, verificationTagReply: 2 },
      zone: 3,
    }),
    plainFlow(ipProtocol.udp, udpTuple("fd10::1", "fd96::53"), { status: flowStatusBit.seenReply }),
  ];
  const inserted = await laboratory.withRoomFor(count, () => client.ask("insert-flows", { flows: patterns, count }));
  assert.deepEqual(inserted, { sent: count, refusals: {} });
  assert.equal(client.readCount(), count);

  const table = await readComposition(client);

  assert.deepEqual(
    { total: table.total, malformed: table.malformed, duplicates: table.duplicates, filteredOut: table.filteredOut, capped: table.capped },
    { total: count, malformed: 0, duplicates: 0, filteredOut: 0, capped: undefined },
  );
  assert.deepEqual(table.byFamily, { ipv4: 9 * eachPattern, ipv6: eachPattern });
  assert.deepEqual(table.byProtocol, { tcp: 6 * eachPattern, udp: 3 * eachPattern, sctp: eachPattern });
  assert.deepEqual(table.byState, { ESTABLISHED: 4 * eachPattern, TIME_WAIT: 2 * eachPattern });
  assert.deepEqual(table.byZone, { "0": 9 * eachPattern, "3": eachPattern });
  assert.deepEqual(table.byNat, { none: 9 * eachPattern, destination: eachPattern });
  assert.deepEqual(table.byFlag, { assured: 8 * eachPattern, unreplied: eachPattern, replied: eachPattern });
  for (const list of Object.values(table.top))
    assert.deepEqual({ exact: list.exact, errorBound: list.errorBound }, { exact: true, errorBound: 0 });
  assert.deepEqual(entriesByKey(table.top.destinations.items), {
    "10.96.0.10": 6 * eachPattern,
    "10.96.0.53": eachPattern,
    "10.96.0.54": eachPattern,
    "10.96.0.60": eachPattern,
    "fd96::53": eachPattern,
  });
  assert.equal(entriesByKey(table.top.endpoints.items)["10.200.0.54"], eachPattern);
  assert.equal(entriesByKey(table.top.sources.items)["fd10::1"], eachPattern);
  assert.equal(table.top.sources.distinct, patterns.length);
});

function udpTuple(source: string, destination: string) {
  return { source, destination, layer4: { kind: "ports", sourcePort: 1, destinationPort: 53 } } as const;
}

function entriesByKey(items: readonly { readonly key: string; readonly entries: number }[]): Record<string, number> {
  return Object.fromEntries(items.map(({ key, entries }) => [key, entries]));
}
