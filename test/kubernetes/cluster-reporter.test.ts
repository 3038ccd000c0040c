import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ClusterReporter, type ClusterReporterOptions } from "../../src/agent/kubernetes/cluster-reporter.ts";
import { type DiagnosisExample, diagnosisOf, statusOf } from "../../src/agent/kubernetes/status.case.ts";
import { WorkLedger } from "../../src/agent/works/work-ledger.ts";
import type { DeliveryStatus } from "../../src/model/agent-status.ts";
import type { ClusterAccess } from "../../src/sources/kubernetes/cluster-access.ts";
import { KubernetesApi } from "../../src/sources/kubernetes/kubernetes-api.ts";
import { until } from "../until.ts";
import { accessKinds } from "./accesses.ts";
import { hasOpenssl, makeAuthority } from "./certificates.ts";
import { fillExampleCluster } from "./example-cluster.ts";
import { ManualPace } from "./manual-pace.ts";
import type { StoredObject } from "./object-store.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";

const minuteMs = 60_000;
const full: DiagnosisExample = { limit: "kernel-table-full", culprit: {} };

test("a full table is an Event about the Node with limit, culprit and next step, which the API takes", async (t) => {
  const { server, look } = await open(t);
  look({ ...full, summary: "The kernel's table is full (262144 of 262144 entries)." });
  await until("the Event", () => events(server).length === 1);
  const [event] = events(server);
  assert.deepEqual(
    { ...event, metadata: undefined },
    {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: undefined,
      eventTime: "2026-01-15T12:00:00.000000Z",
      ...{ reportingController: "ullage-agent", reportingInstance: "node-a", action: "Diagnose" },
      ...{ reason: "KernelTableFull", type: "Warning" },
      regarding: { apiVersion: "v1", kind: "Node", name: "node-a", uid: server.store.get("nodes", "node-a")?.metadata.uid },
      related: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "checkout-7d9f6c5b8-x2x4q" },
      note:
        "kernel-table-full (critical, confidence high): The kernel's table is full (262144 of 262144 entries). " +
        "Most entries: Deployment shop/checkout (30 pods, foremost shop/checkout-7d9f6c5b8-x2x4q at 10.0.1.5), 61.0 % of the table. " +
        "Next: Raise the limit at once [YELLOW]: sysctl -w net.netfilter.nf_conntrack_max=524288. All of it: ullage diagnose on this node.",
    },
  );
  assert.equal(event?.metadata.namespace, "default");
});

test("an Event goes over a connection that was there before, also after an hour in which nothing was told", async (t) => {
  const { server, look, pace } = await open(t, { condition: true });
  look({});
  await until("the condition", () => server.writesOf("nodes/status").length === 1);
  await pace.advance(60 * minuteMs);
  assert.equal(server.connectionsMade, 1);
  // No idle time of the connection reaches the 90 s after which the server would close it.
  assert.ok(server.requests.length >= 60 * 2, String(server.requests.length));
  server.refusesConnections = true;
  look(full);
  await until("the Event", () => events(server).length === 1);
  await until("the condition", () => conditionOf(server)?.["status"] === "True");
  assert.deepEqual([server.connectionsMade, server.connectionsRefused], [1, 0]);
});

test("lists and watches over the same client take other connections, so that none of them takes that of the Events", async (t) => {
  const { server, look, api, pace } = await open(t);
  await until("the first requests", () => server.requests.length > 0);
  const stop = new AbortController();
  t.after(() => stop.abort());
  await api.list({ path: "/api/v1/pods" }, () => {}, stop.signal);
  assert.equal(server.connectionsMade, 2);
  server.refusesConnections = true;
  look(full);
  await pace.advance(1);
  await until("the Event", () => events(server).length === 1);
  assert.equal(server.writesOf("events")[0]?.connection, 1);
});

test("credentials that were replaced are read again without another connection", async (t) => {
  const tokens = ["t1"];
  const { server, look, pace } = await open(t, { token: () => tokens[0] ?? "" });
  server.tokens = new Set(["t1"]);
  await pace.advance(minuteMs);
  server.tokens = new Set(["t2"]);
  server.refusesConnections = true;
  tokens[0] = "t2";
  look(full);
  await until("the Event", () => events(server).length === 1);
  assert.equal(server.connectionsMade, 1);
});

test("by the service account's files, over TLS, it is one connection as well", {
  skip: hasOpenssl ? false : "no openssl here",
}, async (t) => {
  const authority = makeAuthority("cluster");
  const server = new ScriptedApiServer({ authority });
  server.tokens = new Set(["t1"]);
  fillExampleCluster(server.store);
  await server.start();
  const [serviceAccount] = accessKinds;
  assert.ok(serviceAccount);
  const { access, replace } = await serviceAccount.prepare(server, { token: "t1", authority });
  const { look, pace } = await open(t, { server, access });
  await until("the first requests", () => server.requests.length > 0);
  await pace.advance(2 * minuteMs);
  replace({ token: "t2", authority });
  server.tokens = new Set(["t2"]);
  server.refusesConnections = true;
  look(full);
  await until("the Event", () => events(server).length === 1);
  assert.deepEqual([server.connectionsMade, server.connectionsRefused], [1, 0]);
});

test("while the API server is gone Events wait, and come in their order with how late they are when it is back", async (t) => {
  const { server, look, pace, delivery, ledger } = await open(t);
  await until("the first requests", () => server.requests.length > 0);
  await server.stop();
  look({ limit: "approaching-limit", culprit: {} });
  await pace.advance(2 * minuteMs);
  look(full);
  await pace.advance(minuteMs);
  assert.equal(delivery("kubernetes-events")?.waiting, 2);
  assert.match(delivery("kubernetes-events")?.reason ?? "", /cannot be reached|broke/);
  assert.equal(ledger.list().find(({ work }) => work === "cluster")?.isStale, true);
  await pace.advance(9 * minuteMs);
  await server.start();
  await pace.advance(minuteMs);
  await until("both Events", () => events(server).length === 2);
  assert.deepEqual(
    createdEvents(server).map(({ reason, note }) => [reason, /\(Told (.*) later/.exec(note)?.[1]]),
    [
      ["ApproachingLimit", "12 min"],
      ["KernelTableFull", "10 min"],
    ],
  );
  assert.deepEqual([delivery("kubernetes-events")?.sent, delivery("kubernetes-events")?.reason], [2, undefined]);
  assert.equal(ledger.list().find(({ work }) => work === "cluster")?.isStale, false);
});

test("an API server that was never reached is a failure of all that waits for it, with the reason", async (t) => {
  const server = new ScriptedApiServer();
  server.refusesConnections = true;
  const { look, pace, reporter } = await open(t, { server, condition: true });
  look(full);
  await pace.advance(minuteMs);
  await until("both failures", () => reporter.delivery().every(({ failures }) => failures > 0));
  assert.ok(reporter.delivery().every(({ sent, waiting, reason }) => sent === 0 && waiting > 0 && reason !== undefined));
});

test("more than is kept of what cannot be sent is given up, the oldest first, and that is said", async (t) => {
  const { server, look, pace, delivery } = await open(t);
  await until("the first requests", () => server.requests.length > 0);
  await server.stop();
  for (let index = 0; index < 200; index++) {
    look({ ...full, culprit: { name: `Deployment shop/a${index}` } });
    await pace.advance(2 * minuteMs);
  }
  const status = delivery("kubernetes-events");
  assert.ok(status !== undefined && status.waiting <= 64 && status.dropped > 0 && status.waiting + status.dropped > 64);
});

test("429 is waited out for as long as the server says", async (t) => {
  const { server, look, pace } = await open(t);
  await until("the first requests", () => server.requests.length > 0);
  server.failNext("events", { status: 429, headers: { "retry-after": "120" } });
  look(full);
  await until("the refusal", () => server.writesOf("events").length === 1);
  await pace.advance(119_000);
  assert.equal(server.writesOf("events").length, 1);
  await pace.advance(2000);
  await until("the Event", () => events(server).length === 1);
});

test("403 says which permission is missing, waits, and does not keep the condition from being written", async (t) => {
  const { server, look, pace, delivery } = await open(t, { condition: true });
  server.fail("events", { status: 403, message: 'events.events.k8s.io is forbidden: User "x" cannot create resource "events"' });
  look(full);
  await until("the condition", () => conditionOf(server)?.["status"] === "True");
  await until("the refusal", () => (delivery("kubernetes-events")?.failures ?? 0) === 1);
  assert.match(
    delivery("kubernetes-events")?.reason ?? "",
    /cannot create resource .*; needed: a Role in the namespace default with the verbs create and patch for events of the API group "events\.k8s\.io"/,
  );
  await pace.advance(2 * minuteMs);
  assert.equal(server.writesOf("events").length, 1);
  server.fail("events", undefined);
  await pace.advance(4 * minuteMs);
  await until("the Event", () => events(server).length === 1);
  assert.equal(delivery("kubernetes-events")?.reason, undefined);
});

for (const status of [404, 422])
  test(`an Event that is answered with ${status} is given up, and the next one is sent`, async (t) => {
    const { server, look, pace, delivery } = await open(t);
    server.failNext("events", { status });
    look(full);
    await until("the refusal", () => delivery("kubernetes-events")?.dropped === 1);
    await pace.advance(1000);
    look({ ...full, culprit: { name: "Deployment shop/other" } });
    await pace.advance(70_000);
    look({ ...full, culprit: { name: "Deployment shop/other" } });
    await pace.advance(minuteMs);
    await until("the other Event", () => events(server).length === 1);
    assert.equal(server.writesOf("events").length, 2);
  });

test("an Event whose answer was lost is not made twice", async (t) => {
  const { server, look, pace, delivery } = await open(t);
  await until("the first requests", () => server.requests.length > 0);
  server.failNext("events", "cut");
  look(full);
  await pace.advance(minuteMs);
  await until("the second attempt", () => delivery("kubernetes-events")?.sent === 1);
  assert.equal(events(server).length, 1);
});

test("an agent that is started again and again during an incident makes one Event, and counts it on", async (t) => {
  const server = new ScriptedApiServer();
  for (let start = 0; start < 5; start++) {
    const { look, reporter, delivery } = await open(t, { server });
    look(full);
    await until("the Event", () => delivery("kubernetes-events")?.sent === 1);
    await reporter.close();
  }
  assert.equal(events(server).length, 1);
  assert.equal((events(server)[0]?.["series"] as { count: number } | undefined)?.count, 2);
});

test("what lasts is one Event that is counted on at a bounded pace, and its end is another", async (t) => {
  const { server, look, pace } = await open(t);
  for (let second = 0; second < 3600; second += 10) {
    look(full);
    await pace.advance(10_000);
  }
  assert.equal(createdEvents(server).length, 1);
  const patches = server.writesOf("events").filter(({ method }) => method === "PATCH");
  assert.ok(patches.length >= 4 && patches.length <= 6, String(patches.length));
  for (let second = 0; second < 120; second += 10) {
    look({});
    await pace.advance(10_000);
  }
  await until("the end", () => createdEvents(server).length === 2);
  const [, ended] = createdEvents(server);
  assert.deepEqual([ended?.reason, ended?.type], ["KernelTableFullEnded", "Normal"]);
  assert.match(ended?.note ?? "", /^kernel-table-full has ended: it lasted 60 min and was critical at its worst\. No limit is hit\.$/);
});

test("what flaps for an hour is two Events and some counts", async (t) => {
  const { server, look, pace } = await open(t);
  for (let minute = 0; minute < 60; minute++) {
    look(minute % 4 < 2 ? full : {});
    for (let second = 0; second < 60; second += 10) {
      await pace.advance(10_000);
      look(minute % 4 < 2 ? full : {});
    }
  }
  assert.deepEqual(
    createdEvents(server)
      .map(({ reason }) => reason)
      .toSorted(),
    ["KernelTableFull", "KernelTableFullEnded"],
  );
  assert.ok(server.writesOf("events").length < 60, String(server.writesOf("events").length));
  const [event] = events(server);
  assert.ok(((event?.["series"] as { count: number } | undefined)?.count ?? 0) > 5);
});

test("the condition begins where connections are lost, ends two minutes after, and leaves other conditions alone", async (t) => {
  const { server, look, pace } = await open(t, { condition: true });
  const ready = { type: "Ready", status: "True", lastTransitionTime: "2026-01-15T10:00:00Z" };
  const node = server.store.get("nodes", "node-a");
  assert.ok(node);
  server.store.put("nodes", { ...node, status: { ...(node["status"] as object), conditions: [ready] } });
  look({});
  await until("the condition", () => conditionOf(server) !== undefined);
  assert.deepEqual(conditionOf(server), {
    ...{ type: "ConntrackPressure", status: "False", reason: "ConntrackHasRoom", message: "The summary of none." },
    ...{ lastHeartbeatTime: "2026-01-15T12:00:00Z", lastTransitionTime: "2026-01-15T12:00:00Z" },
  });
  await pace.advance(minuteMs);
  look(full);
  await until("its beginning", () => conditionOf(server)?.["status"] === "True");
  assert.deepEqual(
    [conditionOf(server)?.["reason"], conditionOf(server)?.["lastTransitionTime"]],
    ["KernelTableFull", "2026-01-15T12:01:00Z"],
  );
  await pace.advance(1000);
  look({});
  await pace.advance(minuteMs);
  look({});
  assert.equal(conditionOf(server)?.["status"], "True");
  await pace.advance(minuteMs);
  look({});
  await until("its end", () => conditionOf(server)?.["status"] === "False");
  assert.equal(conditionOf(server)?.["lastTransitionTime"], "2026-01-15T12:03:01Z");
  assert.deepEqual(conditionsOf(server)[0], ready);
});

test("the condition is written every five minutes while nothing changes, and is Unknown when nobody judges any more", async (t) => {
  const { server, look, pace } = await open(t, { condition: true });
  for (let second = 0; second < 1800; second += 10) {
    look({});
    await pace.advance(10_000);
  }
  const writes = server.writesOf("nodes/status").length;
  assert.ok(writes >= 6 && writes <= 7, String(writes));
  await pace.advance(10 * minuteMs);
  assert.deepEqual([conditionOf(server)?.["status"], conditionOf(server)?.["reason"]], ["Unknown", "NotEvaluated"]);
});

test("closing takes the condition away, and an agent that finds one goes on with it", async (t) => {
  const first = await open(t, { condition: true });
  const { server } = first;
  first.look(full);
  await until("the condition", () => conditionOf(server)?.["status"] === "True");
  const left = conditionOf(server);
  await first.reporter.close();
  assert.equal(conditionOf(server), undefined);
  // As kill -9 leaves it.
  const node = server.store.get("nodes", "node-a");
  assert.ok(node);
  server.store.put("nodes", { ...node, status: { conditions: [left] } });
  const second = await open(t, { condition: true, server });
  await second.pace.advance(2 * minuteMs);
  second.look(full);
  await until("the heartbeat", () => conditionOf(server)?.["lastHeartbeatTime"] === "2026-01-15T12:02:00Z");
  assert.equal(conditionOf(server)?.["lastTransitionTime"], "2026-01-15T12:00:00Z");
});

test("names of the node do no harm in an Event, and its note stays within what the API takes", async (t) => {
  const { server, look } = await open(t);
  look({ ...full, summary: `\u001b[2J${"größe ".repeat(400)}`, culprit: { name: "evil\u202egnp\n[OK]", pod: "Shop/../x", address: "1" } });
  await until("the Event", () => events(server).length === 1);
  const [event] = createdEvents(server);
  assert.doesNotMatch(event?.note ?? "", /[\p{Cc}\p{Cf}]/u);
  assert.ok(Buffer.byteLength(event?.note ?? "") <= 1024);
  assert.match(event?.note ?? "", /All of it: ullage diagnose on this node\.$/);
  assert.equal(events(server)[0]?.["related"], undefined);
});

test("who may not read the Node tells of it all the same, by its name as kubelet does", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("nodes", { status: 403 });
  server.fail(versionOfServer, { status: 403 });
  const { look } = await open(t, { server });
  look(full);
  await until("the Event", () => events(server).length === 1);
  assert.deepEqual(events(server)[0]?.["regarding"], { apiVersion: "v1", kind: "Node", name: "node-a", uid: "node-a" });
});

test("a server that says nothing does not keep the agent from closing", async (t) => {
  const { server, look, reporter } = await open(t, { condition: true });
  await until("the first requests", () => server.requests.length > 0);
  server.fail("*", "silence");
  look(full);
  await until("a request", () => server.requests.some(({ method }) => method !== "GET"));
  await reporter.close();
});

/** A request without a resource. */
const versionOfServer = "";

interface OpenOptions extends Partial<Pick<ClusterReporterOptions, "condition">> {
  readonly server?: ScriptedApiServer;
  readonly token?: () => string;
  readonly access?: ClusterAccess;
}

async function open(t: TestContext, { condition = false, server = new ScriptedApiServer(), token = () => "t1", access }: OpenOptions = {}) {
  if (server.url.endsWith(":0")) {
    fillExampleCluster(server.store);
    await server.start();
    t.after(() => server.stop());
  }
  const target = async () => ({ url: server.url, headers: { authorization: `Bearer ${token()}` }, tls: {} });
  const api = new KubernetesApi(access ?? { description: server.url, target, forget: () => {} });
  const pace = new ManualPace();
  const { clock } = pace;
  const ledger = new WorkLedger(clock);
  const logger = {
    info: () => {},
    warn: () => {},
    error: (message: string, fields?: object) => assert.fail(`${message} ${JSON.stringify(fields)}`),
  };
  const reporter = new ClusterReporter({ api, node: "node-a", clock, pace, ledger, logger, events: true, condition });
  t.after(async () => {
    await server.stop();
    await reporter.close();
    api.close();
  });
  return {
    ...{ server, api, pace, ledger, reporter },
    look: (example: DiagnosisExample) => reporter.look(statusOf(diagnosisOf(example, clock.nowMs()), clock.monotonicMs())),
    delivery: (to: string): DeliveryStatus | undefined => reporter.delivery().find((one) => one.to === to),
  };
}

function events(server: ScriptedApiServer): readonly StoredObject[] {
  return server.store.list("events");
}

/** In the order in which they were made. */
function createdEvents(server: ScriptedApiServer): readonly { readonly reason: string; readonly type: string; readonly note: string }[] {
  return server
    .writesOf("events")
    .flatMap(({ method, body }) => (method === "POST" ? [body as { reason: string; type: string; note: string }] : []));
}

function conditionsOf(server: ScriptedApiServer): readonly Readonly<Record<string, unknown>>[] {
  return (
    (server.store.get("nodes", "node-a")?.["status"] as { conditions?: readonly Record<string, unknown>[] } | undefined)?.conditions ?? []
  );
}

function conditionOf(server: ScriptedApiServer): Readonly<Record<string, unknown>> | undefined {
  return conditionsOf(server).find(({ type }) => type === "ConntrackPressure");
}
