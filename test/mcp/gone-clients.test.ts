import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { after, suite, type TestContext, test } from "node:test";
import { type Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { historyContract } from "../../src/contract/tools/history.ts";
import { searchContract } from "../../src/contract/tools/search.ts";
import { copyBundle } from "../../src/mcp/tools/many-bundles.case.ts";
import { reasonToSkip } from "../kernel/reason-to-skip.ts";
import { until } from "../until.ts";
import { askTool } from "./ask-tool.ts";
import { type Ending, mainPath, startMcp, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, newClient, openHandles, revisions, threadsOf } from "./stdio-server.ts";

/** Takes a moment to unpack and to look through. */
function packLargeBundle(): string {
  const folder = temporaryFolder({ after });
  copyBundle("full-churn", join(folder, "large"), "large");
  const line = "Jan 15 12:00:00 node-a kubelet[1]: nothing of any interest happened here, and it is said at length\n";
  writeFileSync(join(folder, "large/messages"), line.repeat(700_000));
  execFileSync("tar", ["-C", folder, "-I", "gzip -1", "-cf", join(folder, "large.tar.gz"), "large"]);
  return join(folder, "large.tar.gz");
}

/** A server of this machine has these beside what it collects itself. */
function stateWithBundles(t: Ending, large: string): string {
  const state = temporaryFolder(t);
  const imported = join(state, "imported");
  mkdirSync(imported);
  // Lines that a pathological expression hangs in.
  copyBundle("full-churn", join(imported, "hanging"), "hanging");
  writeFileSync(join(imported, "hanging/app.log"), `${"a".repeat(200)}!\n`.repeat(20_000));
  copyFileSync(large, join(imported, "large.tar.gz"));
  return state;
}

const questions = [
  ["search", { instanceId: "hanging", query: "(a+)+$" }],
  ["errors", { instanceId: "large.tar.gz" }],
  ["collect", { instanceId: hostname() }],
] as const;

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}

/** A collection is remembered, and texts are being unpacked. */
async function untilUnderWay(state: string, before: number): Promise<void> {
  await until("a collection and an index that are begun", () => {
    const files = filesIn(state);
    return files.filter((file) => /^runs\/./.test(file)).length > before && files.some((file) => /^texts\/./.test(file));
  });
}

function halfWritten(state: string): readonly string[] {
  return filesIn(state).filter((file) => /\.part(?:ial)?$|^collected\/.|^texts\/./.test(file));
}

suite("a client that goes in the middle of a search, an index and a collection", { skip: reasonToSkip() }, () => {
  const large = packLargeBundle();

  test("over standard input and output leaves neither the server nor anything half-written", async (t) => {
    const state = stateWithBundles(t, large);
    const child = spawn(process.execPath, [mainPath, "mcp", "--state", state], { stdio: "pipe" });
    t.after(() => child.kill("SIGKILL"));
    let [said, log] = ["", ""];
    child.stdout.on("data", (chunk) => {
      said += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      log += String(chunk);
    });
    const ended = once(child, "exit");
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    const clientInfo = { name: "test", version: "1" };
    send({ id: "hello", method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo } });
    send({ method: "notifications/initialized" });
    for (const [name, input] of questions) send({ id: name, method: "tools/call", params: { name, arguments: input } });
    await untilUnderWay(state, 0);
    child.stdin.destroy();
    child.stdout.destroy();
    const [code] = await ended;
    assert.equal(code, 0, log);
    assert.match(said, /"id":"hello"/);
    assert.doesNotMatch(said, /"id":"(?:search|errors|collect)"/);
    assert.deepEqual(halfWritten(state), []);
    for (const name of filesIn(join(state, "runs")))
      assert.equal(JSON.parse(readFileSync(join(state, "runs", name), "utf8")).run.state, "cancelled");
    assertUnharmed(log);
  });

  test("over HTTP is the end of those, and of nothing else", async (t) => {
    const state = stateWithBundles(t, large);
    const server = await startMcp(t, ["--state", state]);
    const pid = server.child.pid ?? 0;
    for (const [at, revision] of revisions.entries()) {
      const [going, staying] = [await connect(t, server.url, revision), await connect(t, server.url, revision)];
      const search = () => askTool(staying, searchContract, { instanceId: "hanging", query: "nf_conntrack_max" });
      const { totalMatches } = await search();
      // What reads this machine's kernel stays open once it was needed.
      await staying.callTool({ name: "top_talkers", arguments: { instanceId: hostname() } });
      const before = { handles: openHandles(pid), threads: threadsOf(pid) };
      const asked = questions.map(([name, input]) => going.callTool({ name, arguments: { ...input } }).then(String, String));
      await untilUnderWay(state, at);
      await going.close();
      await Promise.all(asked);
      await until("an end of the work", () => halfWritten(state).length === 0 && threadsOf(pid) <= before.threads);
      assert.equal((await search()).totalMatches, totalMatches);
      const { executions } = await askTool(staying, historyContract, {});
      assert.deepEqual(
        executions.map(({ status }) => status),
        executions.map(() => "Cancelled"),
      );
      assert.equal(executions.length, at + 1);
      // The client's own end keeps the connections of its calls for some seconds.
      assert.ok(openHandles(pid) <= before.handles + questions.length);
    }
    assert.equal(await server.stop(), 0);
    assertUnharmed(server.log());
  });
});

async function connect(t: TestContext, url: string, revision: (typeof revisions)[number]): Promise<Client> {
  const client = newClient(revision);
  t.after(() => client.close());
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}
