import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { makeAuthority } from "../../../test/kubernetes/certificates.ts";
import { until } from "../../../test/until.ts";
import { systemClock } from "../../platform/clock.ts";
import { TokenFileAuthority } from "../../platform/http/token-file-authority.ts";
import { echoTool, LoggedLines } from "../host/tool-host.case.ts";
import type { ToolHostOptions } from "../host/tool-host.ts";
import { openTestServer } from "../test-server.case.ts";
import { type McpHttpOptions, openMcpHttp } from "./open-mcp-http.ts";

const revisions = ["2025-11-25", "2026-07-28"] as const;
type Revision = (typeof revisions)[number];

interface OpenOptions extends Partial<McpHttpOptions> {
  readonly host?: Partial<ToolHostOptions>;
}

async function open(t: TestContext, { host: hostOptions, ...options }: OpenOptions = {}) {
  const signals: AbortSignal[] = [];
  const { host, logger, createServer } = await openTestServer(t, { tools: [echoTool((signal) => signals.push(signal))], ...hostOptions });
  const server = await openMcpHttp({
    createServer,
    listen: "127.0.0.1:0",
    logger,
    clock: systemClock,
    load: () => host.load(),
    ...options,
  });
  t.after(() => server.close());
  return { server, url: `http://${server.address}/mcp`, host, signals, logger };
}

async function clientOf(t: TestContext, url: string, revision: Revision, headers: Readonly<Record<string, string>> = {}) {
  const client = new Client(
    { name: "test", version: "1" },
    revision === "2025-11-25" ? {} : { versionNegotiation: { mode: { pin: revision } } },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  t.after(() => client.close());
  return client;
}

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};

function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

for (const revision of revisions) {
  test(`a client of ${revision} lists, calls, hears how far it is, and takes a call back`, async (t) => {
    const { url, host, signals, server } = await open(t);
    const client = await clientOf(t, url, revision);
    assert.deepEqual(
      (await client.listTools()).tools.map(({ name }) => name),
      ["echo"],
    );
    const heard: unknown[] = [];
    const answer = await client.callTool(
      { name: "echo", arguments: { instanceId: "node-a" } },
      { onprogress: (progress) => heard.push(progress) },
    );
    assert.equal(answer.structuredContent && Object(answer.structuredContent).node, "node-a");
    assert.deepEqual(heard, [{ progress: 1, total: 2, message: "looking at node-a" }]);
    const stop = new AbortController();
    const waiting = client.callTool({ name: "echo", arguments: { instanceId: "node-a", mode: "wait" } }, { signal: stop.signal });
    await until("the call", () => signals.length === 2);
    stop.abort("no longer wanted");
    await assert.rejects(waiting);
    await until("its end", () => signals[1]?.aborted === true && host.load().running === 0);
    assert.equal(server.sessions(), revision === "2025-11-25" ? 1 : 0);
  });

  test(`a client of ${revision} that goes in the middle of a call leaves nothing running`, async (t) => {
    const { url, host, signals } = await open(t);
    const client = await clientOf(t, url, revision);
    const waiting = client.callTool({ name: "echo", arguments: { instanceId: "node-a", mode: "wait" } });
    waiting.catch(() => {});
    await until("the call", () => signals.length === 1);
    await client.close();
    await until("its end", () => host.load().running === 0);
    assert.equal(signals[0]?.aborted, true);
  });

  test(`of a thousand calls at once by ${revision} each is answered or told that the server is busy`, async (t) => {
    const { url, host } = await open(t, { host: { maxConcurrent: 2, maxWaiting: 20 } });
    const client = await clientOf(t, url, revision);
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => client.callTool({ name: "echo", arguments: { instanceId: "node-a" } })),
    );
    const codes = new Set(
      answers.map(({ isError, structuredContent }) => (isError === true ? Object(structuredContent).error.code : "answered")),
    );
    assert.deepEqual(
      [...codes].filter((code) => code !== "answered" && code !== "busy"),
      [],
    );
    assert.deepEqual(host.load(), { running: 0, waiting: 0 });
  });
}

for (const [what, headers, path, status] of [
  ["a page elsewhere whose name points here", { host: "rebind.example" }, "/mcp", 403],
  ["a page of another origin", { origin: "https://evil.example" }, "/mcp", 403],
  ["a page without an origin", { origin: "null" }, "/mcp", 403],
  ["a path that there is not", {}, "/v1/diagnose", 404],
  ["another name of the path", {}, "/mcp/", 404],
  ["a body that is said to be no JSON", { "content-type": "text/plain" }, "/mcp", 415],
] as const) {
  test(`${what} is refused with ${status}`, async (t) => {
    const { server } = await open(t);
    const [host = "", port = ""] = server.address.split(":");
    const body = JSON.stringify(initialize);
    const all = { host: "localhost", "content-type": "application/json", accept: "application/json, text/event-stream", ...headers };
    const socket = connect(Number(port), host);
    t.after(() => socket.destroy());
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write([`POST ${path} HTTP/1.1`, ...lines, `content-length: ${body.length}`, "connection: close", "", body].join("\r\n"));
    const [first] = await once(socket, "data");
    assert.equal(Number(/^HTTP\/1\.1 (\d+)/.exec(String(first))?.[1]), status);
  });
}

test("a body larger than any question is not read to its end", async (t) => {
  const { url } = await open(t);
  assert.equal((await post(url, JSON.stringify({ ...initialize, padding: "x".repeat(2 ** 20) }))).status, 413);
});

for (const [what, body] of [
  ["no JSON", "{"],
  ["no message of the protocol", { hello: "world" }],
  ["nothing", ""],
] as const) {
  test(`a body that is ${what} is refused as a message`, async (t) => {
    const { url } = await open(t);
    const response = await post(url, body);
    assert.equal(response.status, 400);
    assert.ok(Object(await response.json()).error.code < 0);
  });
}

test("with a certificate it is asked over TLS", async (t) => {
  const { ca, server: pair } = makeAuthority("test");
  const folder = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const tls = { certPath: join(folder, "tls.crt"), keyPath: join(folder, "tls.key") };
  writeFileSync(tls.certPath, pair.cert);
  writeFileSync(tls.keyPath, pair.key);
  const { server } = await open(t, { tls });
  const status = await new Promise((resolve, reject) => {
    get(`https://${server.address}/healthz`, { ca, servername: "localhost" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
  assert.equal(status, 200);
});

test("with a file of tokens nobody without one is let in, and health is told to everybody", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const token = "0123456789abcdef0123456789abcdef";
  writeFileSync(join(folder, "token"), `${token}\n`);
  const { url, server } = await open(t, { authority: new TokenFileAuthority(join(folder, "token"), new LoggedLines()) });
  const refused = await post(url, initialize);
  assert.deepEqual([refused.status, refused.headers.get("www-authenticate")], [401, 'Bearer realm="ullage"']);
  assert.equal((await post(url, initialize, { authorization: `Bearer ${token}x` })).status, 401);
  assert.equal((await fetch(`http://${server.address}/healthz`)).status, 200);
  for (const revision of revisions) {
    const client = await clientOf(t, url, revision, { authorization: `Bearer ${token}` });
    assert.equal((await client.listTools()).tools.length, 1);
  }
});

for (const [what, options, code] of [
  ["without TLS", {}, "api-needs-tls"],
  ["without a token", { tls: { certPath: "/nonexistent", keyPath: "/nonexistent" } }, "api-needs-authority"],
  ["at an address that is none", { listen: "localhost" }, "address-malformed"],
] as const) {
  test(`a server that other machines reach does not begin ${what}`, async (t) => {
    const { createServer, logger } = await openTestServer(t, { tools: [echoTool()] });
    const begun = openMcpHttp({
      createServer,
      listen: "0.0.0.0:0",
      logger,
      clock: systemClock,
      load: () => ({ running: 0, waiting: 0 }),
      ...options,
    });
    await assert.rejects(begun, { name: "HttpStartError", code });
  });
}

test("when there are as many sessions as may be, the one that was idle longest ends, and its client is told to begin anew", async (t) => {
  const { url, server } = await open(t, { maximumSessions: 2 });
  const begin = async () => (await post(url, initialize)).headers.get("mcp-session-id") ?? "";
  const ask = async (session: string) => (await post(url, { jsonrpc: "2.0", id: 2, method: "ping" }, { "mcp-session-id": session })).status;
  const [first, second] = [await begin(), await begin()];
  assert.equal(await ask(first), 200);
  const third = await begin();
  assert.equal(server.sessions(), 2);
  assert.deepEqual([await ask(first), await ask(second), await ask(third)], [200, 404, 200]);
});

test("while all sessions have calls under way, one more is told when to come again", async (t) => {
  const { url, signals } = await open(t, { maximumSessions: 1 });
  const client = await clientOf(t, url, "2025-11-25");
  const stop = new AbortController();
  const waiting = client.callTool({ name: "echo", arguments: { instanceId: "node-a", mode: "wait" } }, { signal: stop.signal });
  waiting.catch(() => {});
  await until("the call", () => signals.length === 1);
  const refused = await post(url, initialize);
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "10"]);
  stop.abort();
  await assert.rejects(waiting);
});

test("a session that nobody uses ends by itself", async (t) => {
  const { url, server } = await open(t, { sessionIdleMs: 20 });
  await post(url, initialize);
  await until("the end of the idle one", () => server.sessions() === 0);
});

test("a session that its client ends is gone", async (t) => {
  const { url, server } = await open(t);
  const session = (await post(url, initialize)).headers.get("mcp-session-id") ?? "";
  assert.equal((await fetch(url, { method: "DELETE", headers: { "mcp-session-id": session } })).status, 200);
  assert.equal(server.sessions(), 0);
});

test("a server that ends waits for what is under way and takes nothing more", async (t) => {
  const { url, server, signals } = await open(t);
  const client = await clientOf(t, url, "2026-07-28");
  const waiting = client.callTool({ name: "echo", arguments: { instanceId: "node-a", mode: "wait" } });
  waiting.catch(() => {});
  await until("the call", () => signals.length === 1);
  const closed = server.close();
  assert.equal((await post(url, initialize)).status, 503);
  assert.equal(signals[0]?.aborted, false);
  await client.close();
  await closed;
});

for (const [what, head, status] of [
  ["a name that is no name", "POST /mcp HTTP/1.1\r\nhost: localhost, evil.example\r\n", 403],
  ["a name that no address can have", "POST /nope HTTP/1.1\r\nhost: a b\r\n", 403],
  ["TRACE", "TRACE /mcp HTTP/1.1\r\nhost: localhost\r\n", 405],
] as const) {
  test(`${what} is refused, and is no error of the server`, async (t) => {
    const { url, logger } = await open(t);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.end(`${head}content-length: 0\r\nconnection: close\r\n\r\n`);
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    assert.equal(Number(answer.split(" ")[1]), status, answer);
    assert.deepEqual(logger.lines, []);
  });
}
