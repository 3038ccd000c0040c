import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNetlinkSockets } from "./netlink-sockets.ts";

const header = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n";

test("rows keep protocol, port and groups", () => {
  const text = `${header}00000000c43539d4 12  812        00000007 0        0        0     2        0        4       \n000000002a1f4d73 12  -4123      00000001 0 0 0 2 0 5\n`;
  assert.deepEqual(parseNetlinkSockets(text), {
    sockets: [
      { protocol: 12, port: 812, groups: 7, inode: 4 },
      { protocol: 12, port: 4_294_963_173, groups: 1, inode: 5 },
    ],
    malformedRows: 0,
  });
});

test("a torn row is counted", () => {
  assert.deepEqual(parseNetlinkSockets(`${header}00000000c43539d4 12`), { sockets: [], malformedRows: 1 });
});

test("a file of the header alone has no sockets", () => {
  assert.deepEqual(parseNetlinkSockets(header), { sockets: [], malformedRows: 0 });
});
