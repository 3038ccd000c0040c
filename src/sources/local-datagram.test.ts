import assert from "node:assert/strict";
import { test } from "node:test";
import { liveLocalDatagram } from "./local-datagram.ts";

test("a datagram to this machine is let out", async () => {
  assert.deepEqual(await liveLocalDatagram.send(), { target: "udp 127.0.0.1:9", outcome: "sent" });
});
