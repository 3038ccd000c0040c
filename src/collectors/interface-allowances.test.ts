import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { collectFixture, systemError } from "./fixture-sources.case.ts";
import { interfaceAllowances } from "./interface-allowances.ts";

const statistics = { rx_packets: 10, conntrack_allowance_exceeded: 7, conntrack_allowance_available: 136_812, bw_in_allowance_exceeded: 0 };
const allowances = { conntrack_allowance_exceeded: 7, conntrack_allowance_available: 136_812, bw_in_allowance_exceeded: 0 };

test("each ena interface is asked and only its allowances are kept", async () => {
  const { value, remarks } = await collectFixture(interfaceAllowances, "linux-6.6-nftables", { statistics: () => statistics });
  assert.deepEqual(value, [
    { interfaceName: "ens5", driver: "ena", statistics: allowances },
    { interfaceName: "ens6", driver: "ena", statistics: allowances },
  ]);
  assert.equal(remarks, undefined);
});

test("interfaces of other drivers are never asked, and a node without ena has no allowances, which is an answer", async () => {
  assert.deepEqual((await collectFixture(interfaceAllowances, "linux-6.18-quiet")).value, []);
});

test("a /sys that is not there says nothing about cards", async () => {
  const sys = new FileTree("/nonexistent");
  await assert.rejects(collectFixture(interfaceAllowances, "linux-6.18-quiet", { sys }), { code: "ENOENT" });
});

test("an old driver without allowances is named", async () => {
  const { value, remarks } = await collectFixture(interfaceAllowances, "linux-6.1-cilium", { statistics: () => ({ rx_packets: 10 }) });
  assert.deepEqual(value, [{ interfaceName: "eth0", driver: "ena", statistics: {} }]);
  assert.equal(remarks?.length, 1);
});

test("an interface that refuses does not cost the other", async () => {
  const recorded = {
    statistics: (name: string) => {
      if (name === "ens5") throw systemError("EOPNOTSUPP");
      return statistics;
    },
  };
  const { value, remarks } = await collectFixture(interfaceAllowances, "linux-6.6-nftables", recorded);
  assert.deepEqual(
    value.map(({ interfaceName }) => interfaceName),
    ["ens6"],
  );
  assert.match(remarks?.join() ?? "", /^ens5: .*EOPNOTSUPP/);
});

test("when every interface refuses, the refusal is the answer", async () => {
  const recorded = {
    statistics: () => {
      throw systemError("EPERM");
    },
  };
  await assert.rejects(collectFixture(interfaceAllowances, "linux-6.6-nftables", recorded), { code: "EPERM" });
});

test("a bug in the source is not taken for a refusal", async () => {
  await assert.rejects(collectFixture(interfaceAllowances, "linux-6.6-nftables"), /no recording of readStatistics/);
});
