import assert from "node:assert/strict";
import { test } from "node:test";
import { BundleNames } from "./bundle-names.ts";

for (const [given, agent, expected] of [
  ["ullage-node-a-20260115T120000Z.tar.gz", "node-a", "ullage-node-a-20260115T120000Z.tar.gz"],
  [undefined, "http://10.0.0.1:9856", "ullage-10.0.0.1_9856.tar.gz"],
  [undefined, "unix:/run/ullage/agent.sock", "ullage-run_ullage_agent.sock.tar.gz"],
  ["../../etc/ullage-a.tar.gz", "node-a", "ullage-node-a.tar.gz"],
  ["ullage-../x.tar.gz", "node-a", "ullage-node-a.tar.gz"],
  ["ullage-a\nb.tar.gz", "node-a", "ullage-node-a.tar.gz"],
  [".bashrc", "..", "ullage-.tar.gz"],
] as const) {
  test(`a bundle that ${JSON.stringify(agent)} calls ${JSON.stringify(given)} is saved as ${expected}`, () => {
    assert.equal(new BundleNames().take(given, agent), expected);
  });
}

test("bundles of one name are told apart: those of redacted nodes have no node's name in them", () => {
  const names = new BundleNames();
  const taken = Array.from({ length: 3 }, () => names.take("ullage-redacted-1.tar.gz", "node"));
  assert.deepEqual(taken, ["ullage-redacted-1.tar.gz", "ullage-redacted-1-2.tar.gz", "ullage-redacted-1-3.tar.gz"]);
});
