import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ClusterAccess } from "../../src/sources/kubernetes/cluster-access.ts";
import { type OpenClusterNamesOptions, openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";
import type { NameSource } from "../../src/sources/name-source.ts";
import { until } from "../until.ts";
import { fillExampleCluster, pod } from "./example-cluster.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";
import { TestPace } from "./test-pace.ts";

const hourMs = 3_600_000;

test("a watch that is dropped goes on from the last version, without another list and without a remark", async (t) => {
  const { server, names } = await open(t);
  server.store.put("pods", pod({ name: "before", ip: "10.0.1.20" }));
  await until("the pod before", () => has(names, "10.0.1.20"));
  const version = server.store.newest;
  server.dropConnections();
  server.store.put("pods", pod({ name: "meanwhile", ip: "10.0.1.21" }));
  await until("the pod meanwhile", () => has(names, "10.0.1.21"));
  assert.equal(server.lists("pods").length, 1);
  assert.equal(server.watchesOf("pods").at(-1)?.query["resourceVersion"], String(version));
  assert.deepEqual(names.remarks(), []);
});

test("connections that break now and then, and are made again, are no remark", async (t) => {
  const { server, names } = await open(t);
  const seen = new Set<string>();
  for (let time = 0; time < 5; time++) {
    await until("all watches", () => {
      for (const remark of names.remarks()) seen.add(remark);
      return server.openWatches === 6;
    });
    server.dropConnections();
  }
  assert.deepEqual([...seen], []);
});

test("a bookmark moves the version from which a watch goes on, so that no list is needed after hours without a change", async (t) => {
  const { server, names } = await open(t);
  await until("all watches", () => server.openWatches === 6);
  server.store.put("services", { metadata: { name: "other", namespace: "shop" }, spec: {} });
  server.sendBookmarks();
  server.compact();
  server.endWatches();
  server.store.put("pods", pod({ name: "later", ip: "10.0.1.21" }));
  await until("the pod", () => has(names, "10.0.1.21"));
  assert.equal(server.lists("pods").length, 1);
});

test("watches ask for bookmarks and for an end after some minutes", async (t) => {
  const { server } = await open(t);
  await until("all watches", () => server.openWatches === 6);
  for (const { query } of server.watchesOf("pods")) {
    assert.equal(query["allowWatchBookmarks"], "true");
    assert.ok(Number(query["timeoutSeconds"]) >= 300 && Number(query["timeoutSeconds"]) <= 600);
  }
});

test("a watch that the server ends is taken up again", async (t) => {
  const { server, names } = await open(t);
  await until("all watches", () => server.openWatches === 6);
  server.endWatches();
  server.store.put("pods", pod({ name: "later", ip: "10.0.1.21" }));
  await until("the pod", () => has(names, "10.0.1.21"));
  assert.equal(server.lists("pods").length, 1);
});

for (const goneAs of ["status", "event"] as const)
  test(`410 as ${goneAs} of a watch makes a list, which ends what is gone meanwhile`, async (t) => {
    const { server, names } = await open(t);
    await until("all watches", () => server.openWatches === 6);
    server.goneAs = goneAs;
    await server.stop();
    server.store.put("pods", pod({ name: "meanwhile", ip: "10.0.1.21" }));
    server.store.remove("pods", "shop/bare");
    server.compact();
    await server.start();
    await until("the pod meanwhile", () => has(names, "10.0.1.21"));
    await until("the end of the pod that is gone", () => untilMsOf(names, "10.0.1.6") !== undefined);
    assert.equal(server.lists("pods").length, 2);
    assert.ok(has(names, "10.0.1.5"));
    await until("no remark", () => names.remarks().length === 0);
  });

test("a list is asked for in chunks, and a chunk whose token expired begins it again", async (t) => {
  const server = new ScriptedApiServer();
  for (let index = 0; index < 1200; index++)
    server.store.put("pods", pod({ name: `pod-${index}`, ip: `10.1.${index >> 8}.${index & 255}` }));
  server.failNext("pods", { status: 200, headers: { "content-type": "application/json" }, body: firstChunkWithOldToken() });
  const { names } = await open(t, { server });
  const lists = server.lists("pods").map(({ query }) => [query["limit"], query["continue"] === undefined ? "first" : "next"]);
  assert.deepEqual(lists, [
    ["500", "first"],
    ["500", "next"],
    ["500", "first"],
    ["500", "next"],
    ["500", "next"],
  ]);
  assert.equal(claimsThatLast(names), 1200);
  assert.deepEqual(names.remarks(), []);
});

test("where tokens expire again and again the list is asked for in one", async (t) => {
  const server = new ScriptedApiServer();
  for (let index = 0; index < 600; index++)
    server.store.put("pods", pod({ name: `pod-${index}`, ip: `10.1.${index >> 8}.${index & 255}` }));
  const old = { status: 200, headers: { "content-type": "application/json" }, body: firstChunkWithOldToken() };
  const expired = { status: 410 };
  server.failNext("pods", old, expired, old, expired);
  const { names } = await open(t, { server });
  assert.equal(claimsThatLast(names), 600);
  assert.equal(server.lists("pods").at(-1)?.query["limit"], undefined);
});

test("403 on one resource is a remark with the permission that would help, and the others go on", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("endpointslices", { status: 403, message: 'endpointslices.discovery.k8s.io is forbidden: User "jane" cannot list' });
  const { names } = await open(t, { server, example: true });
  assert.equal(names.remarks().length, 1);
  assert.match(names.remarks()[0] ?? "", /verbs list and watch for endpointslices of the API group "discovery\.k8s\.io"/);
  assert.match(names.remarks()[0] ?? "", /User "jane" cannot list/);
  assert.ok(has(names, "10.0.1.5"));
  assert.equal(names.current().services.length, 1);
});

test("a permission that is given later is found by itself", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("pods", { status: 403 });
  const { names } = await open(t, { server, example: true });
  assert.equal(names.remarks().length, 1);
  server.fail("pods", undefined);
  await until("the pods", () => has(names, "10.0.1.6"));
  await until("no remark", () => names.remarks().length === 0);
});

test("429 is waited out for as long as the server says, and no longer than five minutes", async (t) => {
  for (const [retryAfter, expectedMs] of [
    ["7", 7000],
    ["86400", 300_000],
  ] as const) {
    const server = new ScriptedApiServer();
    server.failNext("pods", { status: 429, headers: { "retry-after": retryAfter } });
    const { names, pace } = await open(t, { server, example: true });
    assert.ok(has(names, "10.0.1.6"));
    assert.ok(pace.waits.includes(expectedMs), String(pace.waits));
  }
});

test("500 again and again is waited for longer and longer, up to a bound", async (t) => {
  const server = new ScriptedApiServer();
  server.failNext("pods", ...Array.from({ length: 9 }, () => ({ status: 500 })));
  const { names, pace } = await open(t, { server, example: true });
  assert.ok(has(names, "10.0.1.6"));
  assert.deepEqual(pace.waits.slice(0, 9), [600, 1200, 2400, 4800, 9600, 19_200, 22_500, 22_500, 22_500]);
});

for (const [what, fault, expected] of [
  ["a page of HTML with status 200", { status: 200, body: "<!DOCTYPE html><html>Sign in</html>" }, /text\/html instead of JSON/],
  ["a page of HTML with status 403", { status: 403, body: "<html>Forbidden</html>" }, /status 403 and text\/html/],
  ["a redirection", { status: 302, headers: { location: "https://login.example/" }, body: "" }, /status 302/],
  ["JSON that is no list", { status: 200, body: '{"kind":"Pod"}' }, /JSON that is no list/],
  ["JSON that is damaged", { status: 200, body: '{"items":[{"a":}]}' }, /JSON that is damaged/],
] as const)
  test(`${what} is one remark that says so, for all that comes that way`, async (t) => {
    const server = new ScriptedApiServer();
    server.fail("*", fault);
    const { names } = await open(t, { server });
    assert.equal(names.remarks().length, 1);
    assert.match(names.remarks()[0] ?? "", expected);
    assert.match(names.remarks()[0] ?? "", /check that the address is the API server's/);
    assert.deepEqual(names.current().claims, []);
  });

test("a server that says nothing is a remark after the deadline, and is asked again", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("*", "silence");
  fillExampleCluster(server.store);
  const { names } = await open(t, {
    server,
    options: { deadlines: { credentialsMs: 10_000, answerMs: 50, silenceMs: 10_000 }, firstListsMs: 300 },
  });
  assert.match(names.remarks().join("\n"), /does not answer within/);
  server.fail("*", undefined);
  await until("the names", () => has(names, "10.0.1.6"));
  await until("no remark", () => names.remarks().length === 0);
});

test("a first list that takes too long is gone on without, says how far it is, and arrives later", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("pods", "silence");
  const { names } = await open(t, { server, example: true, options: { firstListsMs: 100 } });
  assert.deepEqual(names.remarks(), ["the list of pods (0 read so far) is not complete yet; names may be missing"]);
  assert.equal(names.current().services.length, 1);
  server.fail("pods", undefined);
  server.dropConnections();
  await until("the pods", () => has(names, "10.0.1.6"));
});

test("an answer that is cut off, in a list or in a watch, is asked for again", async (t) => {
  const server = new ScriptedApiServer();
  server.failNext("pods", "cut");
  const { names } = await open(t, { server, example: true });
  assert.ok(has(names, "10.0.1.6"));
  await until("all watches", () => server.openWatches === 6);
  server.failNext("pods", "cut");
  server.endWatches();
  server.store.put("pods", pod({ name: "later", ip: "10.0.1.21" }));
  await until("the pod", () => has(names, "10.0.1.21"));
  assert.equal(server.lists("pods").length, 2);
});

test("a watch that is silent for too long is asked for again", async (t) => {
  const { server } = await open(t, { options: { deadlines: { credentialsMs: 10_000, answerMs: 10_000, silenceMs: 50 } } });
  await until("another watch", () => server.watchesOf("pods").length > 2);
  assert.equal(server.lists("pods").length, 1);
});

test("of a server that is gone for an hour the names stay, with since when, and come back with it", async (t) => {
  const { server, names, pace } = await open(t);
  await until("all watches", () => server.openWatches === 6);
  const goneAtMs = pace.clock.nowMs();
  await server.stop();
  await until("an hour of attempts", () => pace.clock.nowMs() - goneAtMs > hourMs);
  assert.ok(has(names, "10.0.1.5"));
  assert.equal(untilMsOf(names, "10.0.1.5"), undefined);
  assert.equal(names.remarks().length, 1);
  assert.match(names.remarks()[0] ?? "", /cannot be reached \(.*ECONNREFUSED.*\); pods, .* as of 2026-01-15T12:0[01]:/);
  server.store.put("pods", pod({ name: "later", ip: "10.0.1.21" }));
  await server.start();
  await until("a pod of after it", () => has(names, "10.0.1.21"));
  await until("no remark", () => names.remarks().length === 0);
});

test("a server that is not there at first is not waited for, and found when it comes", async (t) => {
  const server = new ScriptedApiServer();
  fillExampleCluster(server.store);
  await server.start();
  await server.stop();
  const pace = new TestPace();
  const names = await openClusterNames({ access: plainAccess(server), pace });
  t.after(() => names.close());
  assert.equal(names.remarks().length, 1);
  assert.match(names.remarks()[0] ?? "", /nothing is known of pods/);
  await server.start();
  t.after(() => server.stop());
  await until("the names", () => has(names, "10.0.1.6"));
});

test("a cluster without a resource says which", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("endpointslices", { status: 404 });
  const { names } = await open(t, { server, example: true });
  assert.match(names.remarks().join("\n"), /gives no endpointslices: it does not know the resource \(404\)/);
});

test("only the pods of the own node are asked for where no others are wanted, from the cache of the server, and no slices", async (t) => {
  const { server, names } = await open(t, { options: { scope: "node", ownNode: "node-a" } });
  assert.deepEqual(
    server.lists("pods").map(({ query }) => [query["fieldSelector"], query["resourceVersion"]]),
    [["spec.nodeName=node-a", "0"]],
  );
  assert.equal(server.lists("endpointslices").length, 0);
  assert.deepEqual([has(names, "10.0.1.6"), has(names, "10.0.2.7")], [true, false]);
  server.store.put("pods", pod({ name: "there", ip: "10.0.2.30", node: "node-b" }));
  server.store.put("pods", pod({ name: "here", ip: "10.0.1.30" }));
  await until("the pod here", () => has(names, "10.0.1.30"));
  assert.equal(has(names, "10.0.2.30"), false);
});

test("of ReplicaSets and Jobs only metadata is asked for", async (t) => {
  const { server } = await open(t);
  await until("all watches", () => server.openWatches === 6);
  for (const resource of ["replicasets", "jobs"]) {
    assert.match(server.lists(resource)[0]?.accept ?? "", /as=PartialObjectMetadataList;/);
    assert.match(server.watchesOf(resource)[0]?.accept ?? "", /as=PartialObjectMetadata;/);
  }
});

test("a pod that is gone is known for a time, with its end and what ran it, and forgotten after it", async (t) => {
  const { server, names, pace } = await open(t);
  server.store.remove("replicasets", "shop/checkout-7d9f6c5b8");
  server.store.remove("endpointslices", "shop/checkout-abc");
  server.store.remove("pods", "shop/checkout-7d9f6c5b8-x2x4q");
  await until("its end", () => untilMsOf(names, "10.0.1.5") !== undefined);
  const claim = names.current().claims.find(({ address }) => address === "10.0.1.5");
  assert.deepEqual(claim?.owner.workload, { kind: "Deployment", namespace: "shop", name: "checkout" });
  assert.equal(claim?.untilMs, pace.clock.nowMs());
  pace.advance(599_000);
  assert.ok(names.current().claims.some(({ address, untilMs }) => address === "10.0.1.5" && untilMs !== undefined));
  pace.advance(2000);
  assert.equal(
    names.current().claims.some(({ address, untilMs }) => address === "10.0.1.5" && untilMs !== undefined),
    false,
  );
});

test("of two pods that had one address each has it for its time", async (t) => {
  const { server, names, pace } = await open(t);
  const endedAtMs = pace.clock.nowMs();
  server.store.remove("pods", "shop/bare");
  await until("its end", () => untilMsOf(names, "10.0.1.6") !== undefined);
  const heir = pod({ name: "heir", ip: "10.0.1.6" });
  server.store.put("pods", { ...heir, status: { phase: "Running", podIP: "10.0.1.6", startTime: "2026-01-15T12:00:05Z" } });
  await until("the heir", () => has(names, "10.0.1.6"));
  const claims = names
    .current()
    .claims.filter(({ address }) => address === "10.0.1.6")
    .map(({ owner, sinceMs, untilMs }) => [owner.name, sinceMs, untilMs]);
  assert.deepEqual(claims, [
    ["heir", Date.UTC(2026, 0, 15, 12, 0, 5), undefined],
    ["bare", Date.UTC(2026, 0, 15, 11), endedAtMs],
  ]);
});

test("a pod of a StatefulSet that comes back under its name is another pod", async (t) => {
  const { server, names } = await open(t);
  server.store.put("pods", pod({ name: "db-0", ip: "10.0.1.40", uid: "one" }));
  await until("the first", () => has(names, "10.0.1.40"));
  // While nobody watched.
  await server.stop();
  server.store.put("pods", pod({ name: "db-0", ip: "10.0.1.41", uid: "two" }));
  server.compact();
  await server.start();
  await until("the second", () => has(names, "10.0.1.41"));
  assert.notEqual(untilMsOf(names, "10.0.1.40"), undefined);
});

test("what changes of a pod without changing a name leaves the names the same object", async (t) => {
  const { server, names } = await open(t);
  await until("all watches", () => server.openWatches === 6);
  const known = names.current();
  const bare = pod({ name: "bare", ip: "10.0.1.6" });
  server.store.put("pods", { ...bare, status: { ...(bare["status"] as object), conditions: [{ type: "Ready", status: "False" }] } });
  server.store.put("pods", pod({ name: "later", ip: "10.0.1.21" }));
  server.store.remove("pods", "shop/later");
  await until("what came after it", () => untilMsOf(names, "10.0.1.21") !== undefined);
  const after = names.current();
  assert.notEqual(after, known);
  const watches = server.watchesOf("pods").length;
  server.store.put("pods", { ...bare, status: { ...(bare["status"] as object), conditions: [] } });
  server.sendBookmarks();
  server.endWatches();
  await until("another watch, which begins after it", () => server.watchesOf("pods").length > watches);
  assert.equal(names.current(), after);
});

test("a name with a control sequence in it comes as it is, for whoever shows it to make it harmless", async (t) => {
  const server = new ScriptedApiServer();
  server.store.put("pods", pod({ name: "evil\u001b[2J", ip: "10.0.1.66" }));
  server.fail("services", { status: 403, message: "evil\u001b[2J\nmessage" });
  const { names } = await open(t, { server });
  assert.equal(names.current().claims[0]?.owner.name, "evil\u001b[2J");
  // What a server says is quoted in a remark of ours.
  assert.doesNotMatch(names.remarks().join(""), /\p{Cc}/u);
});

test("closing ends every request, also one that nobody answers", async (t) => {
  const server = new ScriptedApiServer();
  server.fail("pods", "silence");
  const { names } = await open(t, { server, example: true, options: { firstListsMs: 50 } });
  await names.close();
  await until("no watch any more", () => server.openWatches === 0);
  await names.close();
});

test("closing ends what runs for credentials, and waits for it no longer", async () => {
  const asking = Promise.withResolvers<never>();
  const access: ClusterAccess = {
    description: "a plug-in that waits for a person",
    target: () => asking.promise,
    forget: () => {},
    close: () => asking.reject(new Error("ended")),
  };
  const names = await openClusterNames({ access, pace: new TestPace(), firstListsMs: 20 });
  await names.close();
});

test("a signal that is given before or during the opening ends it", async (t) => {
  const stop = new AbortController();
  const server = new ScriptedApiServer();
  server.fail("*", "silence");
  const opening = open(t, { server, options: { signal: stop.signal } });
  stop.abort();
  const { names } = await opening;
  assert.deepEqual(names.current().claims, []);
  await open(t, { options: { signal: stop.signal } });
});

interface Opened {
  readonly server: ScriptedApiServer;
  readonly names: NameSource;
  readonly pace: TestPace;
}

async function open(
  t: TestContext,
  {
    server: given,
    example = given === undefined,
    options = {},
  }: { readonly server?: ScriptedApiServer; readonly example?: boolean; readonly options?: Partial<OpenClusterNamesOptions> } = {},
): Promise<Opened> {
  const server = given ?? new ScriptedApiServer();
  if (example) fillExampleCluster(server.store);
  await server.start();
  t.after(() => server.stop());
  const pace = new TestPace();
  const names = await openClusterNames({ access: plainAccess(server), pace, ...options });
  t.after(() => names.close());
  return { server, names, pace };
}

function plainAccess(server: ScriptedApiServer): ClusterAccess {
  return { description: "the server", target: async () => ({ url: server.url, headers: {}, tls: {} }), forget: () => {} };
}

function has(names: NameSource, wanted: string): boolean {
  return names.current().claims.some(({ address, untilMs }) => address === wanted && untilMs === undefined);
}

/** What a list that was begun again showed once and not again has ended. */
function claimsThatLast(names: NameSource): number {
  return names.current().claims.filter(({ untilMs }) => untilMs === undefined).length;
}

function untilMsOf(names: NameSource, wanted: string): number | undefined {
  return names.current().claims.find(({ address }) => address === wanted)?.untilMs;
}

function firstChunkWithOldToken(): string {
  const token = Buffer.from("s0 500").toString("base64url");
  return JSON.stringify({
    kind: "PodList",
    metadata: { resourceVersion: "1", continue: token },
    items: [{ metadata: { name: "old", namespace: "shop" }, status: { podIP: "10.9.9.9" } }],
  });
}
