import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSockstat } from "./sockstat.ts";

test("every number is named by its line and its word", () => {
  assert.deepEqual(parseSockstat("sockets: used 15\nTCP: inuse 1 orphan 0 tw 2 alloc 3 mem 4\nUDP: inuse 5 mem 6\nTCP6: inuse 7\n"), {
    socketsUsed: 15,
    tcpInuse: 1,
    tcpOrphan: 0,
    tcpTw: 2,
    tcpAlloc: 3,
    tcpMem: 4,
    udpInuse: 5,
    udpMem: 6,
    tcp6Inuse: 7,
  });
});

test("a line cut in the middle keeps what was whole", () => {
  assert.deepEqual(parseSockstat("TCP: inuse 1 orphan\nrubbish\n"), { tcpInuse: 1 });
});
