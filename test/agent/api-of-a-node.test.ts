import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { hasOpenssl } from "../kubernetes/certificates.ts";

const program = join(import.meta.dirname, "api-of-a-node-program.ts");
// An address for documentation (RFC 5737), on the loopback interface of a namespace that ends with the program.
const address = "192.0.2.1";
const inNamespace = ["--net", "sh", "-c", `ip link set lo up && ip address add ${address}/32 dev lo && exec "$@"`, "sh"];
const canEnter = spawnSync("unshare", [...inNamespace, "true"]).status === 0;
const skip = !canEnter ? "no network namespace may be made here" : !hasOpenssl ? "openssl is not installed" : false;

test("on an address of the network the API is for who has the token and comes by TLS, and metrics are for all", { skip }, () => {
  const { stdout, stderr } = spawnSync("unshare", [...inNamespace, process.execPath, program, address], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), {
    metrics: 200,
    withToken: 200,
    page: 200,
    withoutToken: 401,
    unknownPathWithoutToken: 401,
    healthWithoutToken: 401,
    inClearText: "closed",
  });
});
