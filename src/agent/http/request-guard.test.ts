import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { makeAuthority } from "../../../test/kubernetes/certificates.ts";
import { apiFailureSchema } from "../../contract/api-failure.ts";
import type { RequestAuthority, RequestDecision } from "../../platform/http/request-authority.ts";
import { TokenFileAuthority } from "../../platform/http/token-file-authority.ts";
import { ask, openCase, temporaryFolder, testLogger } from "./agent-http.case.ts";
import { AnyAuthority } from "./any-authority.ts";
import { authorityGuard } from "./request-guard.ts";
import { openRouteListener } from "./route-listener.ts";
import { metricsRoute } from "./routes/metrics-route.ts";

const { ca, server } = makeAuthority("test");

function certificateIn(folder: string): { readonly certPath: string; readonly keyPath: string } {
  mkdirSync(folder, { recursive: true });
  const paths = { certPath: join(folder, "tls.crt"), keyPath: join(folder, "tls.key") };
  writeFileSync(paths.certPath, server.cert);
  writeFileSync(paths.keyPath, server.key);
  return paths;
}

const tls = certificateIn(temporaryFolder());
const token = "0123456789abcdef0123456789abcdef";

function tokenFile(text: string): string {
  const path = join(temporaryFolder(), "token");
  writeFileSync(path, text);
  return path;
}

/** Guarded as an API that other machines reach, and reached by nobody; test/agent has such an API as a whole, in a network of its own. */
async function protectedBy(t: TestContext, authority: RequestAuthority): Promise<string> {
  const listener = await openRouteListener({
    ...{ routes: [metricsRoute(() => "")], guard: authorityGuard(authority), tls, logger: testLogger },
    at: { kind: "tcp", address: { host: "127.0.0.1", port: 0, isLoopback: true } },
    ...{ maximumConnections: 8, maximumRequests: 8 },
  });
  t.after(() => listener.close(0));
  return listener.address;
}

const decides = (decision: RequestDecision): RequestAuthority => ({ decide: async () => decision });

for (const [what, options, code] of [
  ["without TLS", { authority: decides("allowed") }, "api-needs-tls"],
  ["without anybody who decides", { tls }, "api-needs-authority"],
  [
    "with a certificate that is none",
    { tls: { certPath: tls.keyPath, keyPath: tls.keyPath }, authority: decides("allowed") },
    "tls-unusable",
  ],
] as const) {
  test(`an API that other machines reach does not begin ${what}`, async (t) => {
    await assert.rejects(openCase(t, { apiListen: "0.0.0.0:0", ...options }), { name: "HttpStartError", code });
  });
}

test("who has a token of the file is let in, whatever name he calls it by, and nobody else", async (t) => {
  const path = tokenFile(`${token}\n`);
  const at = await protectedBy(t, new TokenFileAuthority(path, testLogger));
  const asked = async (headers: Record<string, string>) => {
    const { status, headers: answered, json } = await ask(at, "/metrics", { ca, headers });
    return [status, status === 200 ? undefined : apiFailureSchema.parse(json()).error.code, answered["www-authenticate"]];
  };
  const demanded = 'Bearer realm="ullage"';
  assert.deepEqual(await asked({ authorization: `Bearer ${token}`, host: "any.example" }), [200, undefined, undefined]);
  assert.deepEqual(await asked({}), [401, "token-missing", demanded]);
  assert.deepEqual(await asked({ authorization: `Bearer ${token}x` }), [401, "token-missing", demanded]);
  assert.deepEqual(await asked({ authorization: `Basic ${token}` }), [401, "token-missing", demanded]);
  assert.deepEqual(await asked({ authorization: "Bearer " }), [401, "token-missing", demanded]);
});

test("a token that is exchanged in the file holds at once, and the one before does not", async () => {
  const path = tokenFile(`${token}\nanother-token-of-many-characters\n`);
  const authority = new TokenFileAuthority(path, testLogger);
  assert.deepEqual([await authority.decide(token), await authority.decide("another-token-of-many-characters")], ["allowed", "allowed"]);
  writeFileSync(`${path}.next`, "a-later-token-of-many-characters");
  renameSync(`${path}.next`, path);
  assert.deepEqual(
    [await authority.decide("a-later-token-of-many-characters"), await authority.decide(token)],
    ["allowed", "unauthenticated"],
  );
  writeFileSync(path, "short");
  assert.equal(await authority.decide("a-later-token-of-many-characters"), "unknown", "a file that cannot be used lets nobody in");
  rmSync(path);
  assert.equal(await authority.decide("a-later-token-of-many-characters"), "unknown");
  execFileSync("mkfifo", [path]);
  assert.equal(
    await authority.decide("a-later-token-of-many-characters"),
    "unknown",
    "a pipe that nobody writes to does not hold the agent",
  );
});

for (const [what, text] of [
  ["empty", " \n\n"],
  ["of one short token", "secret"],
] as const) {
  test(`a file of tokens that is ${what} is a reason not to begin`, () => {
    assert.throws(() => new TokenFileAuthority(tokenFile(text), testLogger), { name: "HttpStartError", code: "token-file-unusable" });
  });
}

for (const [decision, status, code] of [
  ["forbidden", 403, "not-permitted"],
  ["unknown", 503, "authority-silent"],
  ["unauthenticated", 401, "token-missing"],
] as const) {
  test(`an authority that says ${decision} is answered with ${status}`, async (t) => {
    const at = await protectedBy(t, decides(decision));
    const answer = await ask(at, "/metrics", { ca, headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual([answer.status, apiFailureSchema.parse(answer.json()).error.code], [status, code]);
  });
}

test("an authority that throws lets nobody in", async (t) => {
  const authority: RequestAuthority = {
    decide: async () => {
      throw new Error("the API server is gone");
    },
  };
  const at = await protectedBy(t, authority);
  assert.equal((await ask(at, "/metrics", { ca, headers: { authorization: `Bearer ${token}` } })).status, 503);
});

for (const [decisions, wanted] of [
  [["unauthenticated", "allowed"], "allowed"],
  [["unknown", "allowed"], "allowed"],
  [["unauthenticated", "forbidden"], "forbidden"],
  [["forbidden", "unknown"], "unknown"],
  [["unauthenticated", "unauthenticated"], "unauthenticated"],
] as const) {
  test(`of two authorities that say ${decisions.join(" and ")}, it is ${wanted}`, async () => {
    assert.equal(await new AnyAuthority(decisions.map(decides)).decide(token, "/"), wanted);
  });
}

test("on a loopback address a page that had its own name point here is refused, and a name that was allowed is not", async (t) => {
  const { addresses } = await openCase(t, { allowedHosts: ["node-a.example"] });
  const asked = async (host: string) => (await ask(addresses.api ?? "", "/v1/diagnose", { headers: { host } })).status;
  assert.deepEqual([await asked("rebind.example"), await asked("node-a.example:1"), await asked("localhost")], [421, 200, 200]);
});

test("who gives a token for a loopback address is told that nobody is asked for it there", async (t) => {
  const authority = new TokenFileAuthority(tokenFile(`${token}\n`), testLogger);
  const warnings: string[] = [];
  const { addresses } = await openCase(t, { authority, logger: { ...testLogger, warn: (message) => void warnings.push(message) } });
  assert.equal((await ask(addresses.api ?? "", "/v1/diagnose")).status, 200);
  assert.deepEqual(warnings, ["on loopback nobody is asked for a token"]);
});
