import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { type CallToolResult, type Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { copyBundle } from "../../src/mcp/tools/many-bundles.case.ts";
import { until } from "../until.ts";
import { callTool, failureIn } from "./ask-tool.ts";
import { startMcp, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, newClient, openHandles, packedProgram, residentBytes, startStdio, threadsOf } from "./stdio-server.ts";

const instanceId = "full-churn";
/** Of each kind: from an index, by a thread, by reading, by reckoning, and some that are wrong. */
const questions: readonly (readonly [tool: string, input: object])[] = [
  ["errors", { instanceId }],
  ["search", { instanceId, query: "table full|allowance_exceeded" }],
  ["diagnose", { instanceId: "both-limits" }],
  ["read", { instanceId, logKey: "snapshot.json" }],
  ["collect", { instanceId }],
  ["cluster_health", {}],
  ["compare_nodes", { instanceIds: [instanceId, "healthy-node"] }],
  ["search", { instanceId, query: "(" }],
  ["quick_triage", { instanceId: "nobody" }],
  ["plan_change", { instanceId, changes: { max: 524_288 } }],
];
const expectedFailures: ReadonlyMap<string, string> = new Map([
  ["search", "pattern-invalid"],
  ["quick_triage", "unknown-node"],
]);

async function askAtOnce(client: Client, calls: number): Promise<{ readonly answered: number; readonly busy: number }> {
  const asked = Array.from({ length: calls }, (_, at) => questions[at % questions.length] ?? assert.fail());
  const results = await Promise.all(
    asked.map(async ([tool, input]): Promise<readonly [string, CallToolResult]> => [tool, await callTool(client, tool, input)]),
  );
  const codes = results.flatMap(([tool, result]) => (result.isError === true ? [[tool, failureIn(tool, result).code] as const] : []));
  const busy = codes.filter(([, code]) => code === "busy").length;
  for (const [tool, code] of codes) if (code !== "busy") assert.equal(code, expectedFailures.get(tool), tool);
  return { answered: results.length - busy, busy };
}

// The client's transport waits for each of the calls that its pipe has no room for.
EventEmitter.defaultMaxListeners = 2_000;

suite("of a thousand calls at once each is answered or told that the server is busy", { concurrency: 2 }, () => {
  for (const way of ["standard input and output", "HTTP"] as const) {
    test(`over ${way}, and nothing is held afterwards`, async (t) => {
      const { client, pid, log } = await start(t, way);
      assert.equal((await callTool(client, "search", { instanceId, query: "table full" })).isError, undefined);
      const before = openHandles(pid);
      await askAtOnce(client, 100);
      const warm = { threads: threadsOf(pid), bytes: residentBytes(pid) };
      const { answered, busy } = await askAtOnce(client, 1_000);
      assert.ok(answered >= 8 && answered + busy === 1_000, `${answered} answered, ${busy} busy`);
      assert.ok(threadsOf(pid) <= warm.threads + 4, `${warm.threads} threads before, ${threadsOf(pid)} after`);
      const grownMegabytes = (residentBytes(pid) - warm.bytes) / 1024 ** 2;
      assert.ok(grownMegabytes < 300, `${grownMegabytes}`);
      assert.equal((await callTool(client, "diagnose", { instanceId })).isError, undefined);
      if (way === "HTTP") await letGo();
      await until("handles that are closed", () => openHandles(pid) <= before + 8);
      assertUnharmed(log());
    });
  }
});

/** `fetch` keeps as many connections as it has needed, for as long as the server lets it; Node shows who holds them by this symbol. */
async function letGo(): Promise<void> {
  const connections: unknown = Object(globalThis)[Symbol.for("undici.globalDispatcher.1")];
  if (typeof connections === "object" && connections !== null && "destroy" in connections && typeof connections.destroy === "function")
    await connections.destroy();
}

async function start(t: TestContext, way: string) {
  const folder = temporaryFolder(t);
  for (const name of [instanceId, "both-limits", "healthy-node"]) copyBundle(name, join(folder, name), name);
  const args = ["--bundles", folder];
  if (way !== "HTTP") return startStdio(t, [...args, "--state", temporaryFolder(t)], { program: packedProgram() });
  const server = await startMcp(t, args);
  const client = newClient();
  t.after(() => client.close());
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  return { client, pid: server.child.pid ?? 0, log: server.log };
}
