import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import type { ToolOutcome } from "../../src/mcp/host/tool-host.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { askEveryTool } from "./every-tool.ts";
import { installedProgram, root, startMcp, temporaryFolder } from "./running-server.ts";
import { packedProgram } from "./stdio-server.ts";

const inspector = installedProgram("ULLAGE_INSPECTOR", "@modelcontextprotocol/inspector/clients/launcher/build/index.js");
const bundles = join(root, "fixtures/bundles");

const listSchema = z.object({ tools: z.array(z.object({ name: z.string() })) });
const callSchema = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()),
});

/** The inspector in its CLI mode, as a program of its own for each request: what it prints is the answer. */
async function inspect(t: TestContext, target: readonly string[], args: readonly string[]): Promise<unknown> {
  assert.ok("path" in inspector);
  const child = spawn(process.execPath, [inspector.path, "--cli", ...target, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    env: { ...process.env, MCP_CATALOG_PATH: join(temporaryFolder(t), "mcp.json") },
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (said.out += String(chunk)));
  child.stderr.on("data", (chunk) => (said.err += String(chunk)));
  const [status] = await once(child, "close");
  if (said.out === "") assert.fail(`exit status ${status}: ${said.err}`);
  return JSON.parse(said.out);
}

for (const way of ["stdio", "HTTP"] as const) {
  test(`the inspector lists and calls every tool over ${way}`, { skip: "skip" in inspector ? inspector.skip : false }, async (t) => {
    const target =
      way === "HTTP"
        ? [(await startMcp(t, ["--bundles", bundles])).url]
        : [process.execPath, packedProgram(), "mcp", "--bundles", bundles, "--state", temporaryFolder(t)];
    const listed = listSchema.parse(await inspect(t, target, ["--method", "tools/list", "--strict"]));
    assert.deepEqual(
      listed.tools.map(({ name }) => name),
      tools.map(({ contract }) => contract.name),
    );
    const call = async (tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolOutcome> => {
      const given = Object.entries(input).flatMap(([name, value]) => [
        "--tool-arg",
        `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
      ]);
      const { isError, content, structuredContent } = callSchema.parse(
        await inspect(t, target, ["--method", "tools/call", "--tool-name", tool, ...given]),
      );
      assert.notEqual(isError, true, JSON.stringify(structuredContent));
      return { ok: true, value: structuredContent, words: undefined, links: [], text: content[0]?.text ?? "" };
    };
    const asked = await askEveryTool(call, {
      instanceId: "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8",
      other: "ullage-node-a",
      clusterName: "prod",
      logKey: "var_log/messages",
    });
    assert.deepEqual(asked.map(({ tool }) => tool).sort(), tools.map(({ contract }) => contract.name).sort());
  });
}
