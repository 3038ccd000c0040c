import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { TokenReviewAuthority } from "../../src/agent/kubernetes/token-review-authority.ts";
import { KubernetesApi } from "../../src/sources/kubernetes/kubernetes-api.ts";
import { until } from "../until.ts";
import { ManualPace } from "./manual-pace.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";

for (const [what, token, path, expected] of [
  ["who may get the path", "jane", "/v1/diagnose", "allowed"],
  ["who may get another path", "jane", "/v1/collect", "forbidden"],
  ["a query, which is none of the path", "jane", "/v1/diagnose?deep=1", "allowed"],
  ["a group that may", "ops", "/v1/collect", "allowed"],
  ["a token that nobody knows", "nobody", "/v1/diagnose", "unauthenticated"],
  ["no token", undefined, "/v1/diagnose", "unauthenticated"],
  ["what is no token", "a\r\nb", "/v1/diagnose", "unauthenticated"],
] as const)
  test(`the cluster decides: ${what} is ${expected}`, async (t) => {
    const { authority } = await open(t);
    assert.equal(await authority.decide(token, path), expected);
  });

test("whoever is not in the cluster's hand is not asked about: without a token no request is made", async (t) => {
  const { server, authority } = await open(t);
  await authority.decide(undefined, "/");
  await authority.decide("x".repeat(20_000), "/");
  assert.equal(server.requests.length, 0);
});

test("an answer is remembered for a minute, a refusal for ten seconds, and each path by itself", async (t) => {
  const { server, authority, pace } = await open(t);
  const reviews = () => server.writesOf("tokenreviews").length;
  await authority.decide("jane", "/v1/diagnose");
  await pace.advance(59_000);
  await authority.decide("jane", "/v1/diagnose");
  assert.equal(reviews(), 1);
  assert.equal(await authority.decide("jane", "/v1/collect"), "forbidden");
  assert.equal(reviews(), 2);
  server.users.delete("jane");
  await pace.advance(2000);
  assert.equal(await authority.decide("jane", "/v1/diagnose"), "unauthenticated");
  server.users.set("jane", { username: "jane" });
  assert.equal(await authority.decide("jane", "/v1/diagnose"), "unauthenticated");
  await pace.advance(11_000);
  assert.equal(await authority.decide("jane", "/v1/diagnose"), "allowed");
});

test("many who ask at once with one token are one review, and a flood of made-up ones is not handed on", async (t) => {
  const { server, authority } = await open(t);
  const same = await Promise.all(Array.from({ length: 50 }, () => authority.decide("jane", "/v1/diagnose")));
  assert.deepEqual([...new Set(same)], ["allowed"]);
  assert.equal(server.writesOf("tokenreviews").length, 1);
  const flood = await Promise.all(Array.from({ length: 200 }, (_, index) => authority.decide(`made-up-${index}`, "/")));
  assert.ok(server.writesOf("tokenreviews").length <= 9);
  assert.ok(flood.includes("unknown") && !flood.includes("allowed"));
});

test("a token that is for somebody else than the API server is refused", async (t) => {
  const { server, authority } = await open(t);
  server.users.set("bound", { username: "jane", audiences: ["vault"] });
  assert.equal(await authority.decide("bound", "/v1/diagnose"), "unauthenticated");
});

for (const [what, fault] of [
  ["fails", { status: 500 }],
  ["refuses the review", { status: 403 }],
  ["answers with a page", { status: 200, body: "<html>" }],
  ["answers with something else", { status: 201, headers: { "content-type": "application/json" }, body: "{}" }],
  ["breaks off", "cut"],
] as const)
  for (const review of ["tokenreviews", "subjectaccessreviews"])
    test(`while the server ${what} at ${review} nobody knows who may ask, and that is not remembered`, async (t) => {
      const { server, authority, said } = await open(t);
      server.fail(review, fault);
      assert.equal(await authority.decide("jane", "/v1/diagnose"), "unknown");
      assert.equal(said.length, 1);
      assert.doesNotMatch(said.join(), /jane/);
      server.fail(review, undefined);
      assert.equal(await authority.decide("jane", "/v1/diagnose"), "allowed");
    });

test("a server that is gone is unknown, and comes back", async (t) => {
  const { server, authority } = await open(t);
  await server.stop();
  assert.equal(await authority.decide("jane", "/v1/diagnose"), "unknown");
  await server.start();
  assert.equal(await authority.decide("jane", "/v1/diagnose"), "allowed");
});

test("who asks is decided over the connection that is there, while no other one can be had", async (t) => {
  const { server, authority, api } = await open(t);
  await api.get({ path: "/version" }, new AbortController().signal);
  await until("the connection", () => server.connectionsMade === 1);
  server.refusesConnections = true;
  assert.equal(await authority.decide("jane", "/v1/diagnose"), "allowed");
  assert.equal(server.connectionsRefused, 0);
});

async function open(t: TestContext) {
  const server = new ScriptedApiServer();
  server.users.set("jane", { username: "jane" });
  server.users.set("ops", { username: "system:serviceaccount:ops:tool", groups: ["system:serviceaccounts", "ops"] });
  server.allows = (user, groups, verb, path) => verb === "get" && ((user === "jane" && path === "/v1/diagnose") || groups.includes("ops"));
  await server.start();
  t.after(() => server.stop());
  const target = async () => ({ url: server.url, headers: {}, tls: {} });
  const api = new KubernetesApi({ description: server.url, target, forget: () => {} });
  t.after(() => api.close());
  const pace = new ManualPace();
  const said: string[] = [];
  const say = (message: string, fields?: object) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const authority = new TokenReviewAuthority({ api, clock: pace.clock, logger: { info: say, warn: say, error: say } });
  return { server, api, authority, pace, said };
}
