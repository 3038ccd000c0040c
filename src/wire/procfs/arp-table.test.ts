import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArpTable } from "./arp-table.ts";

const header = "IP address       HW type     Flags       HW address            Mask     Device\n";

test("rows keep address, flags and device", () => {
  const text = `${header}192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0\n10.0.1.77        0x1         0x0         00:00:00:00:00:00     *        cni0\n`;
  assert.deepEqual(parseArpTable(text), {
    entries: [
      { address: "192.0.2.1", flags: 2, interfaceName: "eth0" },
      { address: "10.0.1.77", flags: 0, interfaceName: "cni0" },
    ],
    malformedRows: 0,
  });
});

test("a torn row is counted", () => {
  assert.deepEqual(parseArpTable(`${header}10.0.1.77        0x1`), { entries: [], malformedRows: 1 });
});
