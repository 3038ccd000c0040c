import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { tools } from "../../src/mcp/tools/index.ts";
import { askEveryTool } from "../mcp/every-tool.ts";
import { mainPath } from "../mcp/running-server.ts";
import { openLaboratory } from "./laboratory.ts";
import { stateOf, testUnchanged } from "./node-state.ts";
import { addOccupiedPair } from "./occupied-pair.ts";

test("nothing on the node is different after every tool of the MCP server was asked for it, but for entries of questions to the node itself", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node } = await addOccupiedPair(laboratory);
  const before = stateOf(node);
  assert.equal(before.entries.length, 1040);

  const state = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  t.after(() => rmSync(state, { recursive: true }));
  const args = ["netns", "exec", node.name, process.execPath, mainPath, "mcp", "--state", state];
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StdioClientTransport({ command: "ip", args, stderr: "ignore" }));
  t.after(() => client.close());
  const call = async (tool: string, input: Readonly<Record<string, unknown>>) => {
    const { isError, content, structuredContent } = await client.callTool({ name: tool, arguments: { ...input } }, { timeout: 120_000 });
    const [first] = content;
    if (isError === true) t.diagnostic(`${tool} ${JSON.stringify(input)}: ${JSON.stringify(structuredContent)}`);
    return {
      ok: true as const,
      value: Object(structuredContent),
      words: undefined,
      links: [],
      text: first?.type === "text" ? first.text : "",
    };
  };
  const asked = await askEveryTool(call, { instanceId: "localhost", other: "localhost", logKey: "snapshot.json" });
  await client.close();
  const after = stateOf(node);
  const own = after.entries.filter((entry) => !before.entries.includes(entry));

  await t.test("all but the comparison of a node with itself were answered, from the live table where they ask for it", () => {
    const failed = asked.filter(({ outcome }) => outcome.ok && outcome.value["success"] !== true).map(({ tool }) => tool);
    assert.deepEqual(
      failed.filter((tool) => tool !== "compare_nodes"),
      [],
    );
    assert.equal(asked.length, tools.length);
    const diagnosed = asked.find(({ tool }) => tool === "diagnose")?.outcome;
    assert.match(JSON.stringify(diagnosed), /10[0-9]{2} (?:of|\/) /);
  });

  await testUnchanged(t, before, after, own);

  await t.test("what came to the table are questions to the node itself", () => {
    assert.deepEqual(
      own.filter((entry) => !/ src=(127\.0\.0\.1|::1) dst=(127\.0\.0\.1|::1) /.test(entry)),
      [],
    );
  });
});
