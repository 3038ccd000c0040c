import assert from "node:assert/strict";
import { test } from "node:test";
import { createEthtoolTextReader } from "./ethtool-text-reader.ts";

function read(text: string, name?: string) {
  const reader = createEthtoolTextReader(name);
  for (const line of text.split("\n")) reader.takeLine(line);
  return reader.finish();
}

const ena = "NIC statistics:\n     tx_timeout: 3\n     conntrack_allowance_exceeded: 431\n     conntrack_allowance_available: 136812\n";

test("interfaces are told apart by the headings of eks-log-collector; those without statistics are none", () => {
  assert.deepEqual(
    read(`Interface eth0\n${ena}\n\nInterface lo\nno stats available\n\n\nInterface veth1\nNIC statistics:\n     peer_ifindex: 3\n`),
    [
      { interfaceName: "eth0", allowances: { conntrack_allowance_exceeded: 431, conntrack_allowance_available: 136_812 }, statistics: 3 },
      { interfaceName: "veth1", allowances: {}, statistics: 1 },
    ],
  );
});

test("the echo of a command names the interface", () => {
  assert.deepEqual(
    read(`$ ethtool -S ens5 | grep allowance\n     pps_allowance_exceeded: 1\n`, "unknown").map(({ interfaceName }) => interfaceName),
    ["ens5"],
  );
});

test("a second run into the same file is a second section", () => {
  const twice = `Interface eth0\n${ena}\nInterface eth0\n${ena.replace("431", "500")}`;
  assert.deepEqual(
    read(twice).map(({ allowances }) => allowances["conntrack_allowance_exceeded"]),
    [431, 500],
  );
});

test("where nobody names the interface, its statistics are kept all the same", () => {
  assert.deepEqual(Object.hasOwn(read(ena)[0] ?? {}, "interfaceName"), false);
  assert.equal(read(ena, "eth7")[0]?.interfaceName, "eth7");
});

test("a statistic whose name is that of an object's own property is one like any other", () => {
  const [section] = read("NIC statistics:\n     __proto__allowance: 1\n     rx[0].allowance: 5\n");
  assert.deepEqual(section, { allowances: { "rx[0].allowance": 5 }, statistics: 1 });
});
