import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { until } from "../until.ts";
import { root, runUllage } from "./run-ullage.ts";

const program = join(root, "bin/ullage.js");
const bundles = join(root, "fixtures/recordings");

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** zod is packed into the program and the SDK brings its own: what passes between them is JSON. */
test("the packed program serves a client over standard input and output, and ends when it has gone", async (t) => {
  const client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, "mcp", "--bundles", bundles, "--state", folderOf(t)],
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk) => (log += String(chunk)));
  await client.connect(transport);
  const { pid } = transport;
  assert.ok((await client.listTools()).tools.length > 20);
  const { isError, structuredContent } = await client.callTool({ name: "diagnose", arguments: { instanceId: "table-full-assured" } });
  assert.deepEqual([isError, Object(structuredContent).verdict?.limit], [undefined, "kernel-table-full"]);
  await client.close();
  assert.ok(pid !== null);
  await until("the end of the program", () => !readdirSync("/proc").includes(String(pid)));
  assert.equal(log, "");
});

test("standard output has messages of the protocol alone, and the exit status is 0 when the client has gone in the middle of a call", async (t) => {
  const child = spawn(process.execPath, [program, "mcp", "--bundles", bundles, "--state", folderOf(t)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let [output, log] = ["", ""];
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (log += String(chunk)));
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send({
    id: 0,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  });
  await until("the first answer", () => output.includes("\n"));
  send({ id: 1, method: "tools/call", params: { name: "cluster_health", arguments: {} } });
  child.stdin.end();
  assert.deepEqual((await ended)[0], 0, log);
  for (const line of output.trimEnd().split("\n")) assert.equal(JSON.parse(line).jsonrpc, "2.0");
});

test("over HTTP it says where, answers, and ends with SIGTERM", async (t) => {
  const child = spawn(process.execPath, [program, "mcp", "--bundles", bundles, "--state", folderOf(t), "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let [output, log] = ["", ""];
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (log += String(chunk)));
  await until("the address", () => /http:\S+\/mcp/.test(log));
  const [url = ""] = /http:\S+\/mcp/.exec(log) ?? [];
  assert.equal((await fetch(url.replace(/mcp$/, "healthz"))).status, 200);
  child.kill("SIGTERM");
  assert.deepEqual([(await ended)[0], output], [0, ""]);
});

test("where nothing can be kept it goes on in memory, and says so in its log and in the gaps of what it cannot do", async (t) => {
  const occupied = join(folderOf(t), "file");
  writeFileSync(occupied, "");
  const client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, "mcp", "--bundles", bundles, "--state", join(occupied, "state")],
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk) => (log += String(chunk)));
  await client.connect(transport);
  t.after(() => client.close());
  const { structuredContent } = await client.callTool({ name: "collect", arguments: { instanceId: "healthy-node" } });
  assert.match(JSON.stringify(Object(structuredContent).gaps), /Nothing is kept/);
  assert.match(log, /no directory for the state can be written to/);
});

for (const [args, said] of [
  [["--bundles", "x", "--agents", "http://127.0.0.1:1"], /two different sources/],
  [["--tls-cert", "x", "--listen", ":1"], /--tls-cert and --tls-key go together/],
  [["--token-file", "x"], /--token-file is for --listen/],
  [["--kubeconfig", "x"], /a cluster is asked with --agents kubernetes/],
  [["--agents-ca", "x"], /--agents-ca is for --agents/],
  [["--agents", "http://127.0.0.1:1", "--proc", "/p"], /--proc is for this node/],
  [["--tools", "some"], /core, all/],
  [["--max-concurrent", "0"], /from 1 to 256/],
] as const) {
  test(`ullage mcp ${args.join(" ")} is a misunderstanding that is said`, () => {
    const { status, stdout, stderr } = runUllage(["mcp", ...args]);
    assert.deepEqual([status, stdout], [64, ""]);
    assert.match(stderr, said);
  });
}

for (const [what, args, status, said] of [
  ["an address of other machines without TLS", ["--listen", "0.0.0.0:0"], 69, /api-needs-tls/],
  ["an address that is none", ["--listen", "localhost"], 69, /address-malformed/],
  ["a folder of bundles that is not there", ["--bundles", "/nonexistent"], 66, /file-missing/],
  ["a file of tokens that is none", ["--listen", "127.0.0.1:0", "--token-file", "/nonexistent"], 69, /token-file-unusable/],
] as const) {
  test(`${what} is a reason not to begin`, (t) => {
    const run = runUllage(["mcp", "--bundles", bundles, "--state", folderOf(t), ...args]);
    assert.deepEqual([run.status, run.stdout], [status, ""]);
    assert.match(run.stderr, said);
  });
}
