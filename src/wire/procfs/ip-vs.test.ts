import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countIpvsConnections, parseIpvsServices, parseIpvsTotals } from "./ip-vs.ts";

const heading =
  "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n";

test("services of every kind are counted and their destinations added up", () => {
  const text = `${heading}TCP  0A600001:01BB rr  \n  -> C0A80A0A:192B      Masq    1      4          10        
UDP  0A60000A:0035 rr  \n  -> 0AF40002:0035      Masq    1      0          250       \n  -> [2001:0db8:0000:0000:0000:0000:0000:0002]:0035      Masq    1      0          3         
FWM  00000001 rr persistent 300\n`;
  assert.deepEqual(parseIpvsServices(text), { services: 3, activeConnections: 4, inactiveConnections: 263 });
});

test("the module loaded without a service is no service", () => {
  assert.deepEqual(parseIpvsServices(heading), { services: 0, activeConnections: 0, inactiveConnections: 0 });
});

test("totals are hexadecimal and the first row of five numbers", () => {
  const text = `   Total Incoming Outgoing         Incoming         Outgoing
   Conns  Packets  Packets            Bytes            Bytes
      1D       98        0             5A3C                0

 Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s
       1        2        3                4                5
`;
  assert.deepEqual(parseIpvsTotals(text), {
    connections: 29,
    incomingPackets: 152,
    outgoingPackets: 0,
    incomingBytes: 23_100,
    outgoingBytes: 0,
  });
  assert.equal(parseIpvsTotals("rubbish\n"), undefined);
});

test("rows are counted alike wherever the reads cut them", () => {
  const row = "TCP 0A000105 C350 0A600001 01BB C0A80A0A 192B ESTABLISHED     899\n";
  fc.assert(
    fc.property(fc.nat(50), fc.integer({ min: 1, max: 400 }), (rows, size) => {
      const bytes = new TextEncoder().encode(`Pro FromIP   FPrt ToIP\n${row.repeat(rows)}`);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
      assert.equal(countIpvsConnections(chunks), rows);
    }),
  );
});

test("an empty file has no rows", () => assert.equal(countIpvsConnections([]), 0));
