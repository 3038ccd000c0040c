import assert from "node:assert/strict";
import { test } from "node:test";
import { parseListeningPorts } from "./listening-ports.ts";

// Linux 6.18, /proc/net/tcp and tcp6, the columns behind the state cut off.
const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2809 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 34043 1
   1: 0100007F:01BB 0100007F:B6D2 01 00000000:00000000 00:00000000 00000000     0        0 34044 1
   2: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 34045 1
`;

test("only sockets that listen count, of either family", () => {
  assert.deepEqual([...parseListeningPorts(text)], [0x2809, 0x1f90]);
});

test("rubbish and cut lines listen on nothing", () => {
  assert.deepEqual([...parseListeningPorts(`${text.slice(0, 120)}\n\0\xff\n 1: zz:zz 0:0 0A`)], []);
});
