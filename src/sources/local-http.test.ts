import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { FileTree } from "./file-tree.ts";
import { LiveLocalHttp } from "./local-http.ts";

async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  // Listening on an address, so that it is no pipe's name.
  return (server.address() as AddressInfo).port;
}

async function serve(t: TestContext, answer: RequestListener) {
  const server = createServer(answer);
  let connections = 0;
  server.on("connection", () => connections++);
  t.after(() => server.closeAllConnections());
  const port = await listen(t, server);
  const http = new LiveLocalHttp(new FileTree("/proc"));
  t.after(() => http.close());
  return { http, at: { host: "127.0.0.1", port, path: "/" }, connections: () => connections };
}

test("two questions take one connection, which is one attempt", async (t) => {
  const { http, at, connections } = await serve(t, (request, response) =>
    response.end(`${request.method} ${request.url} ${request.headers["x-a"]}`),
  );
  assert.deepEqual(await http.request({ ...at, path: "/one" }), { status: 200, text: "GET /one undefined" });
  assert.deepEqual(await http.request({ ...at, method: "PUT", headers: { "x-a": "b" } }), { status: 200, text: "PUT / b" });
  assert.equal(connections(), 1);
  assert.deepEqual(http.takeAttempts(), [{ target: `tcp 127.0.0.1:${at.port}`, outcome: "answered" }]);
  assert.deepEqual(http.takeAttempts(), []);
});

test("a service that closes after each answer is asked again over another connection", async (t) => {
  const { http, at, connections } = await serve(t, (_, response) => response.writeHead(404, { connection: "close" }).end("no"));
  for (let round = 0; round < 2; round++) assert.deepEqual(await http.request(at), { status: 404, text: "no" });
  assert.equal(connections(), 2);
});

test("a port where nothing listens is absent, and is not even tried: an attempt would leave an entry in the table", async (t) => {
  const server = createTcpServer();
  const port = await listen(t, server);
  await new Promise((resolve) => server.close(resolve));
  const http = new LiveLocalHttp(new FileTree("/proc"));
  await assert.rejects(http.request({ host: "127.0.0.1", port, path: "/" }), { name: "SourceAbsent" });
  assert.deepEqual(http.takeAttempts(), []);
});

test("a service that never answers is given up, though its connection was let through", async (t) => {
  const { http, at } = await serve(t, () => {});
  await assert.rejects(http.request(at), { code: "ETIMEDOUT" });
  assert.deepEqual(http.takeAttempts()[0]?.outcome, "answered");
});

test("an answer without end is cut off", async (t) => {
  const { http, at } = await serve(t, (_, response) => {
    const more = () => response.writable && response.write(Buffer.alloc(65_536, 120), more);
    more();
  });
  await assert.rejects(http.request(at), { code: "EFBIG" });
});

test("something that does not speak HTTP fails with a code", async (t) => {
  const port = await listen(
    t,
    createTcpServer((socket) => socket.end("\0\0rubbish")),
  );
  const http = new LiveLocalHttp(new FileTree("/proc"));
  await assert.rejects(http.request({ host: "127.0.0.1", port, path: "/" }), (error: Error) => "code" in error);
});

test("no other machine is ever asked", async () => {
  for (const host of ["10.0.0.1", "192.0.2.1", "localhost", "127.0.0.1.example.org", "1.127.0.1"]) {
    await assert.rejects(new LiveLocalHttp(new FileTree("/proc")).request({ host, port: 80, path: "/" }), /is not on this node/);
  }
});
