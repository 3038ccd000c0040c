import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openKubeconfigAccess } from "../../src/sources/kubernetes/kubeconfig-access.ts";
import { openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";
import { accessKinds, writeKubeconfig } from "./accesses.ts";
import { hasOpenssl, makeAuthority } from "./certificates.ts";
import { fillExampleCluster } from "./example-cluster.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";

const noOpenssl = hasOpenssl ? false : "certificates are made with openssl, which is not here";
const hasIpv6 = (networkInterfaces()["lo"] ?? []).some(({ address }) => address === "::1");

for (const kind of accessKinds.slice(0, 2))
  test(`an API server at an IPv6 address is reached through ${kind.name}`, { skip: hasIpv6 ? noOpenssl : "no IPv6 here" }, async (t) => {
    const authority = makeAuthority("six");
    const server = new ScriptedApiServer({ authority, host: "::1" });
    server.tokens = new Set(["t1"]);
    fillExampleCluster(server.store);
    await server.start();
    t.after(() => server.stop());
    const { access } = await kind.prepare(server, { token: "t1", authority });
    const names = await openClusterNames({ access });
    t.after(() => names.close());
    assert.deepEqual(names.remarks(), []);
    assert.equal(names.current().claims.length, 3);
  });

test("the proxy that a kubeconfig names is gone through, and the cluster's authority holds behind it", { skip: noOpenssl }, async (t) => {
  const authority = makeAuthority("cluster");
  const server = new ScriptedApiServer({ authority });
  server.tokens = new Set(["t1"]);
  fillExampleCluster(server.store);
  await server.start();
  t.after(() => server.stop());
  const asked: string[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const onward = connect(Number(server.address.port), server.address.host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket])
      end.on("error", () => {
        onward.destroy();
        socket.destroy();
      });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => proxy.close());
  const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const open = async (believed: typeof authority) => {
    const directory = mkdtempSync(join(tmpdir(), "ullage-proxy-"));
    const path = writeKubeconfig(directory, server.url, believed, { token: "t1" }, { "proxy-url": proxyUrl });
    const names = await openClusterNames({ access: await openKubeconfigAccess({ path, environment: {} }) });
    t.after(() => names.close());
    return names;
  };
  const names = await open(authority);
  assert.deepEqual(names.remarks(), []);
  assert.equal(names.current().claims.length, 3);
  assert.ok(asked.length > 0 && asked.every((target) => target === `127.0.0.1:${server.address.port}`));
  assert.match((await open(makeAuthority("another"))).remarks().join("\n"), /certificate is not trusted/);
});
