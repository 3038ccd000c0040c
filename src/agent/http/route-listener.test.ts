import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeAuthority } from "../../../test/kubernetes/certificates.ts";
import { until } from "../../../test/until.ts";
import type { TlsPaths } from "../../platform/http/tls-files.ts";
import { ask, openCase, openRaw, temporaryFolder, testLogger } from "./agent-http.case.ts";
import { plainAnswer, type Route } from "./route.ts";
import { openRouteListener } from "./route-listener.ts";

type Raw = Awaited<ReturnType<typeof openRaw>>;
const never: Promise<never> = new Promise(() => {});
const tcp = { kind: "tcp", address: { host: "127.0.0.1", port: 0, isLoopback: true } } as const;

function route(path: string, answer: Route["answer"], deadlineSeconds = 60): Route {
  return { method: "GET", path, gives: "", parameters: [], deadlineSeconds, answer };
}

const ok = route("/", () => plainAnswer("ok"));

const { ca, server } = makeAuthority("test");
const folder = temporaryFolder();
const tls = { certPath: join(folder, "tls.crt"), keyPath: join(folder, "tls.key") };
writeFileSync(tls.certPath, server.cert);
writeFileSync(tls.keyPath, server.key);

async function listen(
  t: test.TestContext,
  routes: readonly Route[],
  bounds: { readonly connections?: number; readonly requests?: number; readonly tls?: TlsPaths } = {},
) {
  const listener = await openRouteListener({
    routes,
    guard: () => {},
    logger: testLogger,
    at: tcp,
    ...(bounds.tls === undefined ? {} : { tls: bounds.tls }),
    maximumConnections: bounds.connections ?? 8,
    maximumRequests: bounds.requests ?? 8,
  });
  t.after(() => listener.close(0));
  return listener;
}

test("a scraper's one connection outlives any number that are opened beside it and finish no request", async (t) => {
  const { address } = await listen(t, [ok], { connections: 4 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const scrape = async () => (await ask(address, "/", { agent })).status;
  assert.equal(await scrape(), 200);
  const [socket] = Object.values(agent.freeSockets).flat();
  const slow: Raw[] = [];
  for (let number = 0; number < 20; number++) {
    const raw = await openRaw(address);
    raw.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    slow.push(raw);
  }
  t.after(() => {
    for (const { socket: each } of slow) each.destroy();
  });
  await Promise.all(slow.slice(0, 17).map(({ ended }) => ended));
  assert.equal(await scrape(), 200);
  const [after] = Object.values(agent.freeSockets).flat();
  assert.ok(socket !== undefined && socket === after, "on the same connection");
});

test("a full listener takes a connection of an address that has few from one that has many", async (t) => {
  const { address } = await listen(t, [ok], { connections: 4 });
  const many: Raw[] = [];
  for (let number = 0; number < 4; number++) many.push(await openRaw(address));
  for (const { socket } of many) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until("all answers", () => many.every(({ received }) => received().endsWith("ok")));
  // 127.0.0.2 is an address of every Linux machine.
  const other = await openRaw(address, "127.0.0.2");
  other.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until("the other answer", () => other.received().endsWith("ok"));
  await Promise.race(many.map(({ ended }) => ended));
  assert.equal(many.filter(({ socket }) => !socket.destroyed).length, 3);
  for (const { socket } of [...many, other]) socket.destroy();
});

test("connections with a request under way are not given up for another", async (t) => {
  const { address } = await listen(t, [ok, route("/waits", () => never)], { connections: 2 });
  const busy = [await openRaw(address), await openRaw(address)];
  for (const { socket } of busy) socket.write("GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { ended } = await openRaw(address);
  await ended;
  assert.deepEqual(
    busy.map(({ socket }) => socket.destroyed),
    [false, false],
  );
  for (const { socket } of busy) socket.destroy();
});

test("a request under way is seen through TLS, and an idle connection through TLS ends with the listener", async (t) => {
  const release = Promise.withResolvers<void>();
  const waits = route("/waits", async () => {
    await release.promise;
    return plainAnswer("whole");
  });
  const listener = await listen(t, [ok, waits], { connections: 1, tls });
  const agent = new HttpsAgent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const busy = ask(listener.address, "/waits", { ca, agent });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await assert.rejects(ask(listener.address, "/", { ca }), { code: "ECONNRESET" });
  release.resolve();
  assert.equal((await busy).text, "whole");
  // Idle again, it gives way.
  assert.equal((await ask(listener.address, "/", { ca })).status, 200);
  assert.equal((await ask(listener.address, "/", { ca, agent })).status, 200);
  await listener.close(60_000);
});

test("more requests than are taken at a time are told when to come again", async (t) => {
  const { address } = await listen(t, [ok, route("/waits", () => never)], { requests: 1 });
  const { socket } = await openRaw(address);
  socket.write("GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { status, headers } = await ask(address, "/");
  assert.deepEqual([status, headers["retry-after"]], [503, "1"]);
  socket.destroy();
  while ((await ask(address, "/")).status === 503);
});

test("an answer that does not come in time is told so, and its work is ended", async (t) => {
  let reason: unknown;
  const late = route("/", ({ signal }) => new Promise(() => signal.addEventListener("abort", () => (reason = signal.reason))), 0.05);
  const { address } = await listen(t, [late]);
  assert.equal((await ask(address, "/")).status, 504);
  assert.ok(reason instanceof Error);
});

test("whoever leaves ends the work that was for him alone", async (t) => {
  let isAborted = false;
  const waits = route(
    "/",
    ({ signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          isAborted = true;
          reject(signal.reason);
        }),
      ),
  );
  const { address } = await listen(t, [waits]);
  const { socket } = await openRaw(address);
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await until("the end of the work", () => isAborted);
});

for (const [what, text, status] of [
  ["a head of more than 8 kB", `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"a".repeat(9000)}\r\n\r\n`, "431"],
  ["no HTTP", "hello\r\n\r\n", "400"],
  ["no name of the host", "GET / HTTP/1.1\r\n\r\n", "400"],
  ["the target that a proxy gets", "GET http://rebind.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "400"],
] as const) {
  test(`${what} is refused with ${status}`, async (t) => {
    const { address } = await listen(t, [ok]);
    const { socket, received, ended } = await openRaw(address);
    socket.write(text);
    await ended;
    assert.equal(received().split(" ")[1], status);
  });
}

test("at its end it takes nothing more, lets what is under way end, and waits for no idle connection", async (t) => {
  const release = Promise.withResolvers<void>();
  const slow = route("/slow", async () => {
    await release.promise;
    return plainAnswer("whole");
  });
  const listener = await listen(t, [ok, slow]);
  const idle = await openRaw(listener.address);
  const kept = await openRaw(listener.address);
  kept.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until("the answer", () => kept.received().endsWith("ok"));
  const busy = await openRaw(listener.address);
  busy.socket.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = listener.close(30_000);
  await Promise.all([idle.ended, kept.ended]);
  await assert.rejects(ask(listener.address, "/"), { code: "ECONNREFUSED" });
  release.resolve();
  await Promise.all([closed, busy.ended]);
  assert.match(busy.received(), /whole$/);
});

test("what does not end within the grace is cut off", async (t) => {
  const listener = await listen(t, [route("/", () => never)]);
  const { socket, ended } = await openRaw(listener.address);
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await listener.close(20);
  await ended;
});

const neighbour = Object.values(networkInterfaces())
  .flat()
  .find((found) => found?.family === "IPv4" && !found.internal)?.address;

test("a loopback listener hears nobody from another address, as a neighbour would come where route_localnet is set", {
  skip: neighbour === undefined ? "this machine has no address but loopback" : false,
}, async (t) => {
  const { addresses } = await openCase(t);
  const { received, ended } = await openRaw(addresses.api ?? "", neighbour);
  await ended;
  assert.equal(received(), "");
});
