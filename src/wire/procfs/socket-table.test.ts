import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSocketRow, type SocketRow } from "./socket-table.ts";

/** Rows of Linux 6.18, and of 5.4 (the address of the socket is a pointer there). */
const rows: readonly (readonly [what: string, line: string, row: SocketRow | undefined])[] = [
  ["a header", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", undefined],
  [
    "a listening socket",
    "   0: 0100007F:4A37 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1014148 1 0000000004eebfd7 100 0 0 10 0                      ",
    { localPort: 0x4a37, isListening: true, inode: 1_014_148 },
  ],
  [
    "a connection with data under way",
    " 122: 0A00020F:0016 0A000202:C0DE 01 00000024:00000000 01:00000014 00000000     0        0 21345 4 ffff8d0c0a8c0000 20 4 31 10 -1",
    { localPort: 22, isListening: false, inode: 21_345 },
  ],
  [
    "a connection in TIME_WAIT, which nobody has",
    "   3: 0100007F:1F90 0100007F:D2F4 06 00000000:00000000 03:00001766 00000000     0        0 0 3 0000000000000000",
    { localPort: 8080, isListening: false, inode: 0 },
  ],
  [
    "an IPv6 socket",
    "   1: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18012 1 0000000000000000 100 0 0 10 0",
    { localPort: 22, isListening: true, inode: 18_012 },
  ],
  [
    "a UDP socket",
    "  381: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 17000 2 0000000000000000 0",
    { localPort: 68, isListening: false, inode: 17_000 },
  ],
  ["half a row", "   0: 0100007F:4A37 00000000:0000 0A 0000", undefined],
  ["nothing", "", undefined],
];

for (const [what, line, row] of rows) test(`${what} of /proc/net/{tcp,udp}`, () => assert.deepEqual(parseSocketRow(line), row));
