import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InputError } from "../../platform/input-error.ts";
import { openInClusterAccess } from "./in-cluster-access.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-service-account-"));
writeFileSync(join(directory, "ca.crt"), "authority");

for (const [host, url] of [
  ["10.96.0.1", "https://10.96.0.1:443"],
  ["fd00:10:96::1", "https://[fd00:10:96::1]:443"],
  ["kubernetes.default.svc", "https://kubernetes.default.svc:443"],
] as const)
  test(`the service at ${host} is ${url}, with the token as its file says it`, async () => {
    writeFileSync(join(directory, "token"), "one\n");
    const environment = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: "443" };
    const access = openInClusterAccess({ environment, directory });
    assert.deepEqual(await access.target(), { url, headers: { authorization: "Bearer one" }, tls: { ca: "authority" } });
    writeFileSync(join(directory, "token"), "two");
    assert.equal((await access.target()).headers["authorization"], "Bearer two");
  });

for (const environment of [{}, { KUBERNETES_SERVICE_HOST: "10.96.0.1" }, { KUBERNETES_SERVICE_HOST: "", KUBERNETES_SERVICE_PORT: "443" }])
  test(`${JSON.stringify(environment)} is no pod's environment`, () => {
    assert.throws(
      () => openInClusterAccess({ environment }),
      (error) => error instanceof InputError && error.code === "cluster-access-unusable",
    );
  });

test("a token that is not mounted is an error that names its file", async () => {
  rmSync(join(directory, "token"), { force: true });
  const environment = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };
  await assert.rejects(openInClusterAccess({ environment, directory }).target(), /token/);
});
