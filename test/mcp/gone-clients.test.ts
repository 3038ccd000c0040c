import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { historyContract } from "../../src/contract/tools/history.ts";
import { searchContract } from "../../src/contract/tools/search.ts";
import { copyBundle } from "../../src/mcp/tools/many-bundles.case.ts";
import { reasonToSkip } from "../kernel/reason-to-skip.ts";
import { until } from "../until.ts";
import { askTool } from "./ask-tool.ts";
import { mainPath, startMcp, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, newClient, openHandles, revisions, threadsOf } from "./stdio-server.ts";

/** A server of this machine has these beside what it collects itself. */
function stateWithBundles(t: TestContext): string {
  const state = temporaryFolder(t);
  const imported = join(state, "imported");
  mkdirSync(imported);
  // Lines that a pathological expression hangs in.
  copyBundle("full-churn", join(imported, "hanging"), "hanging");
  writeFileSync(join(imported, "hanging/app.log"), `${"a".repeat(200)}!\n`.repeat(20_000));
  // Takes a moment to unpack and to look through.
  const large = temporaryFolder(t);
  copyBundle("full-churn", join(large, "large"), "large");
  writeFileSync(
    join(large, "large/messages"),
    "Jan 15 12:00:00 node-a kubelet[1]: nothing of any interest happened here, and it is said at length\n".repeat(900_000),
  );
  execFileSync("tar", ["-czf", join(imported, "large.tar.gz"), "-C", large, "large"], { env: { ...process.env, GZIP: "-1" } });
  return state;
}

const questions = [
  ["search", { instanceId: "hanging", query: "(a+)+$" }],
  ["errors", { instanceId: "large.tar.gz" }],
  ["collect", {}],
] as const;

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}

/** All three are under way: a collection is remembered, texts are being unpacked. */
async function untilUnderWay(state: string): Promise<void> {
  await until("a collection and an index that are begun", () => {
    const files = filesIn(state);
    return files.some((file) => /^runs\/./.test(file)) && files.some((file) => /^texts\/./.test(file));
  });
}

function assertNothingHalf(state: string): void {
  const left = filesIn(state).filter((file) => /partial|draft|\.tmp|^collected\/.|^texts\/./.test(file));
  assert.deepEqual(left, []);
}

for (const how of ["closes its end", "is killed"] as const) {
  test(`over standard input and output a client that ${how} in the middle of a search, an index and a collection leaves neither the server nor anything half-written`, {
    skip: reasonToSkip(),
  }, async (t) => {
    const state = stateWithBundles(t);
    const child = spawn(process.execPath, [mainPath, "mcp", "--state", state], { stdio: "pipe" });
    t.after(() => child.kill("SIGKILL"));
    let log = "";
    child.stderr.on("data", (chunk) => {
      log += String(chunk);
    });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += String(chunk);
    });
    const ended = once(child, "exit");
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    send({
      id: 0,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    send({ method: "notifications/initialized" });
    send({ id: 9, method: "tools/call", params: { name: "diagnose", arguments: {} } });
    await until("who this machine is", () => /"id":9/.test(said) || child.exitCode !== null);
    const [, instanceId] = /"instanceId":"([^"]+)"/.exec(said) ?? [];
    for (const [at, [name, input]] of questions.entries())
      send({ id: at + 1, method: "tools/call", params: { name, arguments: { instanceId, ...input } } });
    await untilUnderWay(state);
    child.stdin.destroy();
    if (how === "is killed") child.stdout.destroy();
    const [code] = await ended;
    assert.equal(code, 0, log);
    assert.doesNotMatch(said, /"id":[13]/);
    assertNothingHalf(state);
    assertUnharmed(log);
    const runs = filesIn(join(state, "runs"));
    console.log(filesIn(state), runs, log);
  });
}

for (const revision of revisions) {
  test(`over HTTP by ${revision} a client that goes in the middle of a search, an index and a collection is the end of those, and of nothing else`, {
    skip: reasonToSkip(),
  }, async (t) => {
    const state = stateWithBundles(t);
    const server = await startMcp(t, ["--state", state]);
    const pid = server.child.pid ?? 0;
    const connect = async (): Promise<Client> => {
      const client = newClient(revision);
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
      t.after(() => client.close());
      return client;
    };
    const [going, staying] = [await connect(), await connect()];
    const search = () => askTool(staying, searchContract, { instanceId: "hanging", query: "nf_conntrack_max" });
    const { totalMatches } = await search();
    const { structuredContent } = await staying.callTool({ name: "diagnose", arguments: {} });
    const { instanceId } = Object(structuredContent);
    const before = { handles: openHandles(pid), threads: threadsOf(pid) };
    const asked = questions.map(([name, input]) => going.callTool({ name, arguments: { instanceId, ...input } }).then(String, String));
    await untilUnderWay(state);
    await going.close();
    await Promise.all(asked);
    await until("an end of the work", () => threadsOf(pid) <= before.threads + 1 && openHandles(pid) <= before.handles + 1);
    assertNothingHalf(state);
    assert.equal((await search()).totalMatches, totalMatches);
    const { executions } = await askTool(staying, historyContract, {});
    console.log(executions, before, openHandles(pid), threadsOf(pid));
    assert.equal(await server.stop(), 0);
    assertUnharmed(server.log());
  });
}
