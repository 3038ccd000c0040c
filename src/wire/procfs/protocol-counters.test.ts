import assert from "node:assert/strict";
import { test } from "node:test";
import { parseProtocolCounters } from "./protocol-counters.ts";

test("each group is read by the names in its first line", () => {
  const { groups, malformedGroups } = parseProtocolCounters(
    "Tcp: RtoMin MaxConn InErrs\nTcp: 200 -1 3\nTcpExt: ListenOverflows TCPReqQFullDrop TW PAWSActive\nTcpExt: 5 6 7 8\n",
  );
  assert.deepEqual(Object.fromEntries(groups), {
    Tcp: { rtoMin: 200, maxConn: -1, inErrs: 3 },
    TcpExt: { listenOverflows: 5, tcpReqQFullDrop: 6, tw: 7, pawsActive: 8 },
  });
  assert.equal(malformedGroups, 0);
});

for (const [what, lines] of [
  ["with fewer values than names", "Udp: A B\nUdp: 1"],
  ["whose second line is of another group", "Udp: A\nTcp: 1"],
  ["with a value that is no number", "Udp: A\nUdp: x"],
  ["cut after its names", "Udp: A"],
] as const) {
  test(`a group ${what} is counted and the others stay`, () => {
    const { groups, malformedGroups } = parseProtocolCounters(`Ip: Forwarding\nIp: 2\n${lines}\n`);
    assert.deepEqual([...groups.keys()], ["Ip"]);
    assert.equal(malformedGroups, 1);
  });
}

test("a counter of 64 bits saturates instead of losing its last digits unseen", () => {
  const { groups } = parseProtocolCounters("IpExt: InOctets\nIpExt: 18446744073709551615\n");
  assert.deepEqual(groups.get("IpExt"), { inOctets: Number.MAX_SAFE_INTEGER });
});
