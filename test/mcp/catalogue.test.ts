import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { isOfOurTexts, schemasOf } from "../../src/mcp/answers/json-schema.ts";
import { openTestServer } from "../../src/mcp/test-server.case.ts";
import { tools, toolsOf } from "../../src/mcp/tools/index.ts";
import { assertGolden } from "../cli/golden-file.ts";
import { mayBeLeftOut, ownTools, seedTools, toolsOfOurTexts } from "./seed-tools.ts";

const root = join(import.meta.dirname, "../..");
const contracts = tools.map(({ contract }) => contract);
const names = contracts.map(({ name }) => name);

test("there are the tools that agents know, and ours, and no other", () => {
  assert.deepEqual(names.toSorted(), [...Object.keys(seedTools), ...ownTools].sort());
});

test("each tool has a file of its name, and each file is a tool", () => {
  const files = globSync("src/mcp/tools/*.ts", { cwd: root }).map((path) => basename(path, ".ts"));
  const own = files.filter((name) => !/\.(?:test|case)$/.test(name) && name !== "index");
  assert.deepEqual(own.sort(), names.map((name) => name.replaceAll("_", "-")).sort());
  const declared = globSync("src/contract/tools/*.ts", { cwd: root }).map((path) => basename(path, ".ts"));
  assert.deepEqual(
    names.map((name) => name.replaceAll("_", "-")).filter((name) => !declared.includes(name)),
    [],
  );
});

test("those of the set core come first", () => {
  const sets = contracts.map(({ set }) => set);
  assert.deepEqual(
    sets,
    sets.toSorted((left, right) => Number(left === "more") - Number(right === "more")),
  );
  assert.deepEqual(
    toolsOf("core")
      .map(({ contract }) => contract.set)
      .filter((set) => set !== "core"),
    [],
  );
});

for (const contract of contracts) {
  const { input } = schemasOf(contract);
  const { properties = {}, required = [] } = input;

  test(`${contract.name} has the parameters that agents know, and what they have to give`, () => {
    const known = seedTools[contract.name] ?? [];
    assert.deepEqual(
      known.map((name) => name.replace("!", "")).filter((name) => !Object.hasOwn(properties, name)),
      [],
    );
    const lenient = mayBeLeftOut[contract.name] ?? [];
    const needed = known.flatMap((name) => (name.startsWith("!") && !lenient.includes(name.slice(1)) ? [name.slice(1)] : []));
    if (seedTools[contract.name] !== undefined) assert.deepEqual([...required].sort(), needed.sort());
    assert.ok(Object.hasOwn(properties, "max_bytes"));
  });

  test(`${contract.name} is described in a few words, each parameter too`, () => {
    const { title, description } = contract;
    assert.ok(title.length <= 60 && description.length >= 40 && description.length <= 350, `${description.length} characters`);
    const long = Object.entries(properties).filter(([, { description: said = "" }]) => said.length > 120);
    assert.deepEqual(
      long.map(([name]) => name),
      [],
    );
  });

  test(`what comes from a node is marked in the answer of ${contract.name}`, () => {
    assert.equal(isOfOurTexts(schemasOf(contract).output), toolsOfOurTexts.includes(contract.name));
  });
}

for (const [set, most] of [
  ["all", 64_000],
  ["core", 30_000],
] as const) {
  test(`the list of the tools of ${set} is within ${most} bytes, changes nothing, and is as it was`, async (t) => {
    const { createServer } = await openTestServer(t, { tools: toolsOf(set) });
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: "test", version: "1" });
    const server = createServer();
    await Promise.all([server.connect(far), client.connect(near)]);
    t.after(() => client.close());
    const listed = await client.listTools();
    const bytes = Buffer.byteLength(JSON.stringify(listed));
    assert.ok(bytes <= most, `${bytes} bytes`);
    assert.deepEqual(
      listed.tools.map(({ name }) => name),
      toolsOf(set).map(({ contract }) => contract.name),
    );
    assert.deepEqual(
      listed.tools.filter(({ annotations }) => annotations?.destructiveHint !== false),
      [],
    );
    if (set === "all") {
      assertGolden("mcp/tools.json", `${JSON.stringify(listed.tools, undefined, 2)}\n`);
      assertGolden(
        "mcp/output-schemas.json",
        `${JSON.stringify(Object.fromEntries(contracts.map((contract) => [contract.name, schemasOf(contract).output])), undefined, 1)}\n`,
      );
    }
  });
}
