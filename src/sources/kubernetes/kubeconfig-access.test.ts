import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InputError } from "../../platform/input-error.ts";
import { openKubeconfigAccess } from "./kubeconfig-access.ts";

const cluster = (name: string, server: string, more: object = {}) => ({ name, cluster: { server, ...more } });
const context = (name: string) => ({ name, context: { cluster: name, user: name } });

function write(config: object | string, directory = mkdtempSync(join(tmpdir(), "ullage-kubeconfig-"))): string {
  const path = join(directory, "config");
  writeFileSync(path, typeof config === "string" ? config : JSON.stringify(config));
  return path;
}

const two = {
  "current-context": "one",
  clusters: [
    cluster("one", "https://one.example:6443/"),
    cluster("two", "https://two.example/k8s/clusters/c-1", { "tls-server-name": "kubernetes" }),
  ],
  users: [
    { name: "one", user: { token: "t-one" } },
    { name: "two", user: { username: "u", password: "p" } },
  ],
  contexts: [context("one"), context("two")],
};

test("the current context is taken, and another where it is named", async () => {
  const path = write(two);
  const one = await (await openKubeconfigAccess({ path, environment: {} })).target();
  assert.deepEqual(one, { url: "https://one.example:6443", headers: { authorization: "Bearer t-one" }, tls: {} });
  const second = await openKubeconfigAccess({ path, context: "two", environment: {} });
  assert.equal(second.description, "context two (https://two.example/k8s/clusters/c-1)");
  assert.deepEqual(await second.target(), {
    url: "https://two.example/k8s/clusters/c-1",
    headers: { authorization: `Basic ${Buffer.from("u:p").toString("base64")}` },
    tls: { servername: "kubernetes" },
  });
});

test("$KUBECONFIG may name several files, of which the first to say something is believed, and some may be missing", async () => {
  const one = write({ ...two, users: [{ name: "one", user: { token: "first" } }] });
  const other = write({ ...two, "current-context": "two" });
  const access = await openKubeconfigAccess({ environment: { KUBECONFIG: `/nowhere/config:${one}:${other}` } });
  assert.equal((await access.target()).headers["authorization"], "Bearer first");
});

test("without any word of it, ~/.kube/config is read", async () => {
  const home = mkdtempSync(join(tmpdir(), "ullage-home-"));
  mkdirSync(join(home, ".kube"));
  write(two, join(home, ".kube"));
  assert.match((await openKubeconfigAccess({ environment: { HOME: home } })).description, /one\.example/);
});

test("plain HTTP is spoken where the file says so, as kubectl proxy does", async () => {
  const path = write({ ...two, clusters: [cluster("one", "http://127.0.0.1:8001")] });
  assert.equal((await (await openKubeconfigAccess({ path, environment: {} })).target()).url, "http://127.0.0.1:8001");
});

test("a proxy of the file is where requests go through", async () => {
  const path = write({ ...two, clusters: [cluster("one", "https://one.example", { "proxy-url": "http://127.0.0.1:3128" })] });
  assert.notEqual((await (await openKubeconfigAccess({ path, environment: {} })).target()).agent, undefined);
});

test("a plug-in is run once for requests that begin together, and once more after its credentials were refused by all of them", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ullage-kubeconfig-"));
  const plugIn = join(directory, "plug-in");
  writeFileSync(
    plugIn,
    `#!/bin/sh\necho run >> ${directory}/runs\necho "{\\"status\\":{\\"token\\":\\"t$(wc -l < ${directory}/runs)\\"}}"\n`,
  );
  chmodSync(plugIn, 0o700);
  const path = write(
    { ...two, users: [{ name: "one", user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command: plugIn } } }] },
    directory,
  );
  const access = await openKubeconfigAccess({ path, environment: {} });
  const runs = () => readFileSync(join(directory, "runs"), "utf8").split("\n").length - 1;
  const first = await Promise.all([access.target(), access.target(), access.target()]);
  await access.target();
  assert.equal(runs(), 1);
  for (const target of first) access.forget(target);
  const second = await Promise.all([access.target(), access.target()]);
  for (const target of first) access.forget(target);
  await access.target();
  assert.equal(runs(), 2);
  assert.notEqual(second[0]?.headers["authorization"], first[0]?.headers["authorization"]);
});

/** The kubeconfig of a user whose credentials come from these words of a shell. */
function plugInOf(script: string): string {
  return write({ ...two, users: [{ name: "one", user: { exec: { command: "sh", args: ["-c", script] } } }] });
}

test("what expires is asked for again", async () => {
  const status = (expirationTimestamp: string) => JSON.stringify({ status: { token: "$$", expirationTimestamp } }).replaceAll('"', '\\"');
  for (const [time, isSame] of [
    ["2020-01-01T00:00:00Z", false],
    ["2999-01-01T00:00:00Z", true],
  ] as const) {
    const access = await openKubeconfigAccess({ path: plugInOf(`echo "${status(time)}"`), environment: {} });
    const [one, other] = [await access.target(), await access.target()].map(({ headers }) => headers["authorization"]);
    assert.match(one ?? "", /^Bearer \d+$/);
    assert.equal(one === other, isSame);
  }
});

test("a plug-in may give a certificate in place of a token", async () => {
  const answer = JSON.stringify({ status: { clientCertificateData: "certificate", clientKeyData: "key" } });
  const { headers, tls } = await (await openKubeconfigAccess({ path: plugInOf(`echo '${answer}'`), environment: {} })).target();
  assert.deepEqual([headers["authorization"], tls.cert, tls.key], [undefined, "certificate", "key"]);
});

for (const [what, script, reason] of [
  ["says why it fails", "echo no session >&2; exit 1", /^sh ended with status 1: no session$/],
  ["fails without a word", "exit 3", /^sh ended with status 3$/],
  ["is ended", "kill -9 $$", /^sh was ended by SIGKILL$/],
  ["says what is no credential", "echo '{}'", /^sh gives neither a token nor a certificate with its key$/],
  ["says half of a secret", `echo '{"status":{"token":"s3cr'`, /^sh answers with what is no JSON where an ExecCredential is wanted$/],
  ["says nothing", "true", /^sh answers with nothing/],
  ["says very much", "yes", /^sh says more than 1048576 bytes/],
] as const)
  test(`a plug-in that ${what} is told by ${reason.source}, as often as it is asked`, async () => {
    const access = await openKubeconfigAccess({ path: plugInOf(script), environment: {} });
    for (let time = 0; time < 2; time++) await assert.rejects(access.target(), { message: reason });
  });

test("a plug-in that is not there is told by its name", async () => {
  const path = write({ ...two, users: [{ name: "one", user: { exec: { command: "/no/such" } } }] });
  await assert.rejects((await openKubeconfigAccess({ path, environment: {} })).target(), /^Error: \/no\/such cannot be run \(ENOENT\)/);
});

test("a plug-in that does not end is ended with the access, and holds nothing open", async () => {
  const begun = join(mkdtempSync(join(tmpdir(), "ullage-kubeconfig-")), "begun");
  const access = await openKubeconfigAccess({ path: plugInOf(`: > ${begun}; exec sleep 600`), environment: {} });
  const asked = access.target();
  asked.catch(() => undefined);
  while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 10));
  access.close?.();
  await assert.rejects(asked, /sh was ended/);
});

for (const [what, path, code] of [
  ["a file that is not there", "/nowhere/config", "file-missing"],
  ["a file that is no YAML", write("{"), "cluster-access-unusable"],
  ["a file that is empty", write(""), "cluster-access-unusable"],
  ["a file that is a list", write("[1, 2]"), "cluster-access-unusable"],
  ["a file without a current context", write({ ...two, "current-context": "" }), "cluster-access-unusable"],
  ["a context that is not there", write({ ...two, "current-context": "three" }), "cluster-access-unusable"],
  ["a context whose cluster is not there", write({ ...two, clusters: [] }), "cluster-access-unusable"],
  ["a cluster without a server", write({ ...two, clusters: [{ name: "one", cluster: {} }] }), "cluster-access-unusable"],
] as const)
  test(`${what} is ${code} and names the file`, async () => {
    await assert.rejects(
      openKubeconfigAccess({ path, environment: {} }),
      (error) => error instanceof InputError && error.code === code && error.path === path,
    );
  });
