import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { WebSocketServer } from "ws";
import { AgentClient, type DownloadOptions } from "./agent-client.ts";
import { AgentFailure } from "./agent-failure.ts";
import { askAgents } from "./ask-agents.ts";
import { openPodForward } from "./pod-forward.ts";

const signal = new AbortController().signal;
const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

async function serve(listener: RequestListener, at: { readonly path: string } | undefined = undefined): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => (at === undefined ? server.listen(0, "127.0.0.1", resolve) : server.listen(at.path, resolve)));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const answering: RequestListener = ({ url, headers }, response) =>
  response.end(JSON.stringify({ url, authorization: headers.authorization ?? null }));

const clientAt = (port: number, token?: string) =>
  new AgentClient({
    name: `agent-${port}`,
    address: { kind: "url", url: `http://127.0.0.1:${port}` },
    ...(token === undefined ? {} : { token }),
  });

test("an agent is asked with the token, and its JSON is the answer", async () => {
  const client = clientAt(await serve(answering), "secret");
  assert.deepEqual(await client.ask("/v1/diagnose", { deadlineMs: 5000, signal }), { url: "/v1/diagnose", authorization: "Bearer secret" });
});

test("an agent is asked over a unix socket", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ullage-agents-"));
  closing.push(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, "agent.sock");
  await serve(answering, { path });
  const client = new AgentClient({ name: "here", address: { kind: "socket", path } });
  assert.deepEqual(await client.ask("/v1/top", { deadlineMs: 5000, signal }), { url: "/v1/top", authorization: null });
});

test("one question after another goes over one connection, which is what is left where a full table takes no other", async () => {
  const seen = new Set<unknown>();
  const client = clientAt(
    await serve((request, response) => {
      seen.add(request.socket);
      answering(request, response);
    }),
  );
  for (let number = 0; number < 3; number++) await client.ask("/v1/top", { deadlineMs: 5000, signal });
  assert.deepEqual([client.keepsConnection, seen.size], [true, 1]);
  await Promise.all([1, 2, 3].map(() => client.ask("/v1/top", { deadlineMs: 5000, signal })));
  assert.equal(seen.size, 3);
});

test("a kept connection that the agent has closed by then is replaced by another", async () => {
  let asked = 0;
  const client = clientAt(
    await serve((request, response) => {
      // Closed where a client believes that it is kept, in the very moment of the second question.
      if (++asked === 2) request.socket.resetAndDestroy();
      else answering(request, response);
    }),
  );
  await client.ask("/v1/top", { deadlineMs: 5000, signal });
  assert.deepEqual(await client.ask("/v1/diagnose", { deadlineMs: 5000, signal }), { url: "/v1/diagnose", authorization: null });
  assert.equal(asked, 3);
});

const refusals: readonly (readonly [what: string, listener: RequestListener, because: RegExp])[] = [
  [
    "a refusal is told in the agent's own words",
    (_, response) =>
      response.writeHead(429).end(JSON.stringify({ error: { code: "busy", message: "one walk at a time", advice: "Ask again in 5 s." } })),
    /^it refuses \(429: one walk at a time\. Ask again in 5 s\.\)$/,
  ],
  ["a refusal without words is told by its status", (_, response) => response.writeHead(502).end("<html>"), /^it refuses \(502\)$/],
  ["an answer that is no JSON is no agent's", (_, response) => response.end("<html>"), /no agent of ullage/],
  ["an answer without end is cut off", (_, response) => void endless(response), /longer than/],
  ["an agent that is silent is told by the deadline", () => {}, /^it took the connection and did not answer within 0\.3 s$/],
  [
    "an agent that stops in the middle is told by the deadline",
    (_, response) => void response.write("{"),
    /^it took the connection and did not answer within 0\.3 s$/,
  ],
  ["a connection that breaks is told", (request) => void request.socket.destroy(), /the connection broke/],
];

async function endless(response: Parameters<RequestListener>[1]): Promise<void> {
  while (!response.destroyed) {
    if (!response.write("x".repeat(1 << 20))) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
}

for (const [what, listener, because] of refusals) {
  test(what, async () => {
    const client = clientAt(await serve(listener));
    const deadlineMs = because.source.includes("longer") ? 30_000 : 300;
    await assert.rejects(
      client.ask("/v1/diagnose", { deadlineMs, signal }),
      (error) => error instanceof AgentFailure && because.test(error.message),
    );
  });
}

test("where nobody listens the reason is said, and others' answers are not held up by it", async () => {
  const unused = await serve(answering);
  const silent = await serve(() => {});
  closing.splice(-2, 1)[0]?.();
  const alive = await serve(answering);
  const { answers, unanswered } = await askAgents(
    [clientAt(unused), clientAt(alive), clientAt(silent)],
    (client) => client.ask("/", { deadlineMs: 300, signal }),
    { signal },
  );
  assert.deepEqual(
    answers.map(({ agent }) => agent),
    [`agent-${alive}`],
  );
  assert.deepEqual(unanswered, [
    { agent: `agent-${unused}`, code: "unreachable", because: "nothing listens there" },
    { agent: `agent-${silent}`, code: "no-answer", because: "it took the connection and did not answer within 0.3 s" },
  ]);
});

test("a hundred agents are all asked, not all at once, and answered in the order in which they were named", async () => {
  let now = 0;
  let most = 0;
  const port = await serve(async (request, response) => {
    most = Math.max(most, ++now);
    await sleep(5);
    now--;
    answering(request, response);
  });
  const agents = Array.from(
    { length: 100 },
    (_, place) => new AgentClient({ name: String(place), address: { kind: "url", url: `http://127.0.0.1:${port}` } }),
  );
  const { answers } = await askAgents(agents, (client) => client.ask("/", { deadlineMs: 10_000, signal }), { signal });
  assert.deepEqual(
    answers.map(({ agent }) => Number(agent)),
    agents.map((_, place) => place),
  );
  assert.ok(most > 1 && most <= 64, `${most} at once`);
});

test("a download is written as it comes, and what the disk says is not taken for the agent's failure", async () => {
  const port = await serve((_, response) => response.end("y".repeat(300_000)));
  let length = 0;
  const output = new Writable({
    write(chunk: Uint8Array, _, done) {
      length += chunk.length;
      done();
    },
  });
  await clientAt(port).download(
    "/v1/collect",
    downloading(() => output),
  );
  assert.equal(length, 300_000);
  const full = () => new Writable({ write: (_chunk, _, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })) });
  await assert.rejects(clientAt(port).download("/v1/collect", downloading(full)), { code: "ENOSPC" });
  const taken = () => {
    throw Object.assign(new Error("taken"), { code: "EEXIST" });
  };
  await assert.rejects(clientAt(port).download("/v1/collect", downloading(taken)), { code: "EEXIST" });
});

test("a download that breaks off is the agent's failure, and one that pauses too long is cut off", async () => {
  const discard = () => new Writable({ write: (_chunk, _, done) => done() });
  const breaking = await serve((_, response) => void response.write("half", () => response.destroy()));
  await assert.rejects(clientAt(breaking).download("/v1/collect", downloading(discard)), { name: "AgentFailure", code: "cut-off" });
  const pausing = await serve((_, response) => void response.write("half"));
  await assert.rejects(clientAt(pausing).download("/v1/collect", { ...downloading(discard), silenceMs: 300 }), {
    name: "AgentFailure",
    code: "no-answer",
  });
});

test("the name that an answer gives its file is handed on", async () => {
  const port = await serve((_, response) =>
    response.writeHead(200, { "content-disposition": 'attachment; filename="ullage-a-1.tar.gz"' }).end("x"),
  );
  let name: string | undefined;
  const open = (given: string | undefined) => {
    name = given;
    return new Writable({ write: (_chunk, _, done) => done() });
  };
  await clientAt(port).download("/v1/collect", downloading(open));
  assert.equal(name, "ullage-a-1.tar.gz");
});

test("where no connection comes about, that is told apart from silence", async () => {
  // The queue of a socket that is never accepted from is full with the first connection.
  const { port, end } = await deafListener();
  closing.push(end);
  await assert.rejects(clientAt(port).ask("/", { deadlineMs: 300, signal }), {
    code: "no-connection",
    message: "no connection within 0.3 s",
  });
});

test("what is no failure of an agent ends the questions that are under way, and is thrown", async () => {
  const silent = await serve(() => {});
  const bug = new Error("a bug");
  const asked: string[] = [];
  await assert.rejects(
    askAgents(
      [clientAt(silent), new AgentClient({ name: "bug", address: { kind: "url", url: "http://127.0.0.1:1" } })],
      async (client, cut) => {
        if (client.name === "bug") throw bug;
        asked.push(client.name);
        return client.ask("/", { deadlineMs: 60_000, signal: cut });
      },
      { signal },
    ),
    (error) => error === bug,
  );
  assert.equal(asked.length, 1);
});

function downloading(open: DownloadOptions["open"]): DownloadOptions {
  return { deadlineMs: 5000, silenceMs: 5000, signal, open, onBytes: () => {} };
}

/** A thread that listens and never accepts, its queue filled: further connections wait, as in front of a full table. */
async function deafListener(): Promise<{ readonly port: number; end(): void }> {
  const worker = new Worker(
    `const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      require("node:worker_threads").parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`,
    { eval: true },
  );
  const [port] = await once(worker, "message");
  const filling = Array.from({ length: 3 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await Promise.all(filling.slice(0, 2).map((socket) => once(socket, "connect")));
  return {
    port,
    end: () => {
      for (const socket of filling) socket.destroy();
      void worker.terminate();
    },
  };
}

test("a pod's port is reached through the API server, in channels of which the first message is the port", async () => {
  const agentPort = await serve((_, response) => response.end(JSON.stringify({ long: "z".repeat(200_000) })));
  const asked: string[] = [];
  const apiPort = await forwardingServer(asked, agentPort);
  const client = new AgentClient({
    name: "node-a",
    address: { kind: "url", url: "http://localhost:9856" },
    connect: (asking) => openPodForward(accessTo(apiPort), { namespace: "monitoring", pod: "ullage-x", port: 9856 }, asking),
  });
  const answer = await client.ask("/v1/diagnose", { deadlineMs: 5000, signal });
  assert.equal(JSON.stringify(answer).length, 200_011);
  assert.deepEqual(asked, ["/api/v1/namespaces/monitoring/pods/ullage-x/portforward?ports=9856 Bearer cluster-token"]);
});

test("what the kubelet complains of is the reason", async () => {
  const client = new AgentClient({
    name: "node-a",
    address: { kind: "url", url: "http://localhost:9856" },
    connect: async (asking) =>
      openPodForward(accessTo(await forwardingServer([], undefined)), { namespace: "monitoring", pod: "ullage-x", port: 9856 }, asking),
  });
  await assert.rejects(client.ask("/", { deadlineMs: 5000, signal }), /the kubelet cannot reach it in its pod: connection refused/);
});

test("an API server that does not forward is told, with the right that is missing", async () => {
  const port = await serve((_, response) => response.writeHead(403).end());
  const refusing = createServer();
  refusing.on("upgrade", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"));
  await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
  closing.push(() => refusing.close());
  for (const apiPort of [port, (refusing.address() as AddressInfo).port]) {
    const client = new AgentClient({
      name: "node-a",
      address: { kind: "url", url: "http://localhost:9856" },
      connect: (asking) => openPodForward(accessTo(apiPort), { namespace: "monitoring", pod: "ullage-x", port: 9856 }, asking),
    });
    await assert.rejects(client.ask("/", { deadlineMs: 5000, signal }), /403.*pods\/portforward/);
  }
});

function accessTo(port: number) {
  return {
    description: "test",
    target: async () => ({ url: `http://127.0.0.1:${port}`, headers: { authorization: "Bearer cluster-token" }, tls: {} }),
    forget: () => {},
  };
}

/** As the API server and the kubelet forward: two bytes of port first on each channel, then bytes on 0 or a complaint on 1. */
async function forwardingServer(asked: string[], targetPort: number | undefined): Promise<number> {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    handleProtocols: (offered) => (offered.has("v4.channel.k8s.io") ? "v4.channel.k8s.io" : false),
  });
  await once(server, "listening");
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket, request) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    const port = Number(new URLSearchParams(request.url?.split("?")[1]).get("ports"));
    for (const channel of [0, 1]) socket.send(Uint8Array.from([channel, port & 0xff, port >> 8]));
    if (targetPort === undefined) {
      socket.send(Buffer.concat([Uint8Array.from([1]), Buffer.from("connection refused")]));
      return;
    }
    const target = connect(targetPort, "127.0.0.1");
    target.on("data", (chunk) => socket.send(Buffer.concat([Uint8Array.from([0]), chunk])));
    target.on("close", () => socket.close());
    target.on("error", () => socket.close());
    socket.on("message", (message: Buffer) => {
      assert.equal(message[0], 0);
      target.write(message.subarray(1));
    });
    socket.on("close", () => target.destroy());
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
