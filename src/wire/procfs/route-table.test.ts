import assert from "node:assert/strict";
import { test } from "node:test";
import { ipv4RouteLines, ipv6RouteLines, localAddressLines } from "./route-table.ts";

// Captured on Linux 6.18 (x86-64), addresses replaced.
const ipv4 = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0100000A\t0003\t0\t0\t512\t00000000\t0\t0\t0
eth0\t0000000A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
*\t0000630A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0
`;

test("routes of IPv4 are those that ip route shows", () => {
  assert.deepEqual(ipv4RouteLines(ipv4, "little"), [
    "default via 10.0.0.1 dev eth0 metric 512",
    "10.0.0.0/16 dev eth0",
    "unreachable 10.99.0.0/16 dev *",
  ]);
});

test("routes of IPv6 are those that ip -6 route shows, without the node's own addresses", () => {
  const zeros = "0".repeat(32);
  const text = [
    `fd900001${"0".repeat(24)} 40 ${zeros} 00 ${zeros} 00000100 00000001 00000000 00000001     lab1`,
    `${zeros} 00 ${zeros} 00 fe80${"0".repeat(27)}1 00000400 00000001 00000000 00450003     eth0`,
    `${"0".repeat(31)}1 80 ${zeros} 00 ${zeros} 00000000 00000003 00000000 80200001       lo`,
  ].join("\n");
  assert.deepEqual(ipv6RouteLines(text), ["fd90:1::/64 dev lab1 metric 256", "default via fe80::1 dev eth0 metric 1024"]);
});

test("each local address of the trie is named once", () => {
  const leaf = (address: string) => `           |-- ${address}\n              /32 host LOCAL\n`;
  const text = `Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.0.0.0\n        /24 link UNICAST\n${leaf("10.0.0.5")}Local:\n${leaf("10.0.0.5")}${leaf("127.0.0.1")}`;
  assert.deepEqual(localAddressLines(text), ["local 10.0.0.5", "local 127.0.0.1"]);
});

test("rubbish gives no routes", () => {
  for (const text of ["", "\n\n", "a b c\nd e f\n"])
    assert.deepEqual([ipv4RouteLines(text, "little"), ipv6RouteLines(text), localAddressLines(text)], [[], [], []]);
});
