import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSnmp6 } from "./snmp6.ts";

test("each line is one counter by its name", () => {
  const text = "Ip6OutDiscards                  \t7\nUdp6InErrors                    \t3\nUdp6SndbufErrors                \t0\n";
  assert.deepEqual(parseSnmp6(text), { ip6OutDiscards: 7, udp6InErrors: 3, udp6SndbufErrors: 0 });
});

test("lines that are no name and number are left out, and the others stay", () => {
  assert.deepEqual(parseSnmp6("Udp6InErrors x\nUdp6NoPorts\nUdp6NoPorts 1 2\n\nUdp6OutDatagrams 5"), { udp6OutDatagrams: 5 });
});
