import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { ToolOutcome } from "../../src/mcp/host/tool-host.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { askEveryTool } from "./every-tool.ts";
import { mainPath, root, startMcp, temporaryFolder } from "./running-server.ts";

const bundles = join(root, "fixtures/bundles");
const bundle = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";
const revisions = ["2025-11-25", "2026-07-28"] as const;

type Way = "stdio" | "HTTP";

async function connect(t: TestContext, way: Way, revision: (typeof revisions)[number], args: readonly string[] = []): Promise<Client> {
  const client = new Client(
    { name: "test", version: "1" },
    revision === "2025-11-25" ? {} : { versionNegotiation: { mode: { pin: revision } } },
  );
  const transport =
    way === "HTTP"
      ? new StreamableHTTPClientTransport(new URL((await startMcp(t, ["--bundles", bundles, ...args])).url))
      : new StdioClientTransport({
          command: process.execPath,
          args: [mainPath, "mcp", "--bundles", bundles, "--state", temporaryFolder(t), ...args],
          stderr: "ignore",
        });
  await client.connect(transport);
  t.after(() => client.close());
  return client;
}

/** The client holds each answer against the schema that it was shown, and rejects one that does not fit. */
async function call(client: Client, tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolOutcome> {
  const { isError, content, structuredContent } = await client.callTool({ name: tool, arguments: { ...input } });
  assert.notEqual(isError, true, JSON.stringify(structuredContent));
  const [first] = content;
  return { ok: true, value: Object(structuredContent), words: undefined, links: [], text: first?.type === "text" ? first.text : "" };
}

for (const way of ["stdio", "HTTP"] as const) {
  for (const revision of revisions) {
    test(`a client of ${revision} over ${way} gets an answer of every tool that fits what it was told of it`, async (t) => {
      const client = await connect(t, way, revision);
      assert.deepEqual(
        (await client.listTools()).tools.map(({ name }) => name),
        tools.map(({ contract }) => contract.name),
      );
      const asked = await askEveryTool((tool, input) => call(client, tool, input), {
        instanceId: bundle,
        other: "ullage-node-a",
        clusterName: "prod",
        logKey: "var_log/messages",
      });
      assert.deepEqual(asked.map(({ tool }) => tool).sort(), tools.map(({ contract }) => contract.name).sort());
    });

    test(`a client of ${revision} over ${way} reads bundles, files, findings, runbooks and what ids mean, and completes their names`, async (t) => {
      const client = await connect(t, way, revision);
      const listed = (await client.listResources()).resources.map(({ uri }) => uri);
      assert.ok(
        listed.includes("ullage://bundles") &&
          listed.includes(`ullage://bundles/${bundle}`) &&
          listed.includes("ullage://runbooks/D3-conntrack-exhaustion"),
      );
      const text = async (uri: string) => {
        const [first] = (await client.readResource({ uri })).contents;
        assert.ok(first !== undefined && "text" in first);
        return first.text;
      };
      assert.match(await text("ullage://bundles"), /^<<<data /m);
      assert.match(await text(`ullage://bundles/${bundle}`), /kernel\/dmesg\.current/);
      assert.match(await text(`ullage://bundles/${bundle}/findings`), /conntrack-table-full/);
      assert.match(await text(`ullage://bundles/${bundle}/files/kernel/dmesg.current`), /table full, dropping packet/);
      assert.match(await text("ullage://runbooks/D3"), /## Phase 1/);
      assert.match(await text("ullage://explain/kernel-table-full"), /kernel-table-full/);
      for (const uri of [
        "ullage://bundles/none",
        `ullage://bundles/${bundle}/files/../../package.json`,
        "ullage://runbooks/none",
        "ullage://explain/no-such-id",
        "file:///etc/passwd",
      ]) {
        await assert.rejects(client.readResource({ uri }), /not found/i, uri);
      }
      const complete = async (uri: string, name: string, value: string, given: Record<string, string> = {}) =>
        (await client.complete({ ref: { type: "ref/resource", uri }, argument: { name, value }, context: { arguments: given } })).completion
          .values;
      assert.deepEqual(await complete("ullage://bundles/{id}", "id", "eks_i"), [bundle]);
      assert.ok((await complete("ullage://bundles/{id}/files/{+path}", "path", "dmesg", { id: bundle })).includes("kernel/dmesg.current"));
      assert.deepEqual(await complete("ullage://explain/{id}", "id", "kernel-table-full"), ["kernel-table-full"]);
      const [prompt] = (await client.listPrompts()).prompts.filter(({ name }) => name.startsWith("D3"));
      assert.ok(prompt !== undefined);
      const names = await client.complete({
        ref: { type: "ref/prompt", name: prompt.name },
        argument: { name: "instanceId", value: "ip-10" },
      });
      assert.deepEqual(names.completion.values, ["ip-10-0-1-2.ec2.internal"]);
      const { messages } = await client.getPrompt({ name: prompt.name, arguments: { instanceId: "ip-10-0-1-2.ec2.internal" } });
      assert.match(JSON.stringify(messages), /ip-10-0-1-2\.ec2\.internal.*## Phase 1/);
    });
  }
}

const hidden = /ip-10-0-1-2|i-0123456789abcdef0|checkout-|web-7d9f|prod-eks|\b10\.(?:0\.1\.1[78]|244\.3\.(?:17|99)|96\.0\.10)\b/;

test("with --redact no name or address leaves, and what was told instead can be asked with", async (t) => {
  const client = await connect(t, "stdio", "2026-07-28", ["--redact"]);
  const history = await call(client, "history", {});
  assert.ok(history.ok);
  const told = Object.values(Object(history.value["collections"])).map((one) => String(Object(one).bundle));
  assert.ok(told.length >= 4, JSON.stringify(history.value).slice(0, 400));
  for (const instanceId of told) {
    const files = await call(client, "validate", { instanceId });
    const manifest = files.ok ? Object.values(Object(files.value["manifest"])) : [];
    const texts = manifest.map(Object).filter(({ isBinary }) => isBinary !== true);
    const logKey = String(texts[0]?.path ?? texts[0]?.logKey ?? "");
    const asked = await askEveryTool((tool, input) => call(client, tool, input), {
      instanceId,
      other: String(told.find((one) => one !== instanceId)),
      clusterName: "prod",
      logKey,
    });
    for (const { tool, outcome } of asked) {
      const found = hidden.exec(outcome.text + JSON.stringify(outcome.ok ? outcome.value : {}));
      assert.equal(found, null, `${tool} of ${instanceId}: …${found?.input.slice(Math.max(0, found.index - 80), found.index + 80)}…`);
    }
  }
});
