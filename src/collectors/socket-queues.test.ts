import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture } from "./fixture-sources.case.ts";
import { socketQueues } from "./socket-queues.ts";

test("overflows of listeners, protocols and sockets are found by name", async () => {
  const { value, remarks } = await collectFixture(socketQueues, "linux-5.4-kube-proxy-iptables");
  const { listenOverflows, listenDrops, tcpReqQFullDoCookies, tcpReqQFullDrop } = value.tcpExt;
  assert.deepEqual(
    { listenOverflows, listenDrops, tcpReqQFullDoCookies, tcpReqQFullDrop },
    { listenOverflows: 321, listenDrops: 333, tcpReqQFullDoCookies: 9, tcpReqQFullDrop: 4 },
  );
  assert.equal(value.tcp.activeOpens, 5300);
  assert.equal(value.udp.rcvbufErrors, 5);
  assert.equal(value.sockets.tcpTw, 3);
  assert.equal(value.sockets.tcp6Inuse, 2);
  assert.equal(remarks, undefined);
});

test("the whole of a current kernel's counters is understood", async () => {
  const { value, remarks } = await collectFixture(socketQueues, "linux-6.18-quiet");
  assert.ok(Object.keys(value.tcpExt).length > 100);
  assert.equal(value.tcpExt.listenOverflows, 0);
  assert.equal(remarks, undefined);
});
