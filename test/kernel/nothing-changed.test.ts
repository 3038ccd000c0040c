import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { collectors } from "../../src/collectors/index.ts";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import { openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { stateOf } from "./node-state.ts";
import { addOccupiedPair } from "./occupied-pair.ts";

test("nothing on the node is different after everything has been read: settings, rules, entries, their counters, modules", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = await addOccupiedPair(laboratory);
  const before = stateOf(client);
  assert.equal(before.entries.length, 1040);
  assert.ok(before.entries.some((line) => /packets=[1-9]/.test(line)));

  await t.test("by collecting every part", async () => {
    const parts = collectors.map(({ part }) => part);
    const snapshot = await client.ask<NodeSnapshot>("read-node", { parts });
    assert.equal(snapshot.parts.tableComposition?.status, "present");
    assert.deepEqual(stateOf(client), before);
  });

  for (const command of [["check", "--window", "0"], ["check", "--full", "--window", "0.3"], ["analyze"]]) {
    await t.test(`by ullage ${command.join(" ")}`, () => {
      const { status, stderr } = ullage(client, command);
      assert.ok(status !== null && status < 3, `exit status ${status}: ${stderr}`);
      assert.deepEqual(stateOf(client), before);
    });
  }
});

function ullage(namespace: LaboratoryNamespace, command: readonly string[]) {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  return spawnSync("ip", ["netns", "exec", namespace.name, process.execPath, main, ...command], { encoding: "utf8" });
}
