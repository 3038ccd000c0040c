import assert from "node:assert/strict";
import { type after, before, describe, test } from "node:test";
import type { AddressOwners } from "../../src/model/address-owners.ts";
import { ownerText, workloadText } from "../../src/model/owner.ts";
import { openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";
import type { NameSource } from "../../src/sources/name-source.ts";
import { until } from "../until.ts";
import { type AccessKind, accessKinds, type Credentials, type PreparedAccess } from "./accesses.ts";
import { type Authority, hasOpenssl, makeAuthority } from "./certificates.ts";
import { fillExampleCluster, pod } from "./example-cluster.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";
import { TestPace } from "./test-pace.ts";

const skip = hasOpenssl ? false : "certificates are made with openssl, which is not here";

for (const kind of accessKinds)
  describe(`through ${kind.name}`, { skip }, () => {
    let first: Authority;
    let second: Authority;
    before(() => {
      first = makeAuthority("first");
      second = makeAuthority("second");
    });

    test("the names of a cluster come with what runs each pod, and are kept up", async (t) => {
      const { server, names } = await open(t, kind, first);
      assert.deepEqual(names.remarks(), []);
      assert.deepEqual(claimTexts(names.current()), [
        "10.0.1.5 Deployment shop/checkout",
        "10.0.1.6 Pod shop/bare",
        "10.0.2.7 CronJob shop/report",
      ]);
      assert.deepEqual(
        names.current().services.map(({ address, port, owner }) => [address, port, ownerText(owner)]),
        [["10.96.0.20", 80, "shop/checkout"]],
      );
      assert.deepEqual(
        names.current().nodes.map(({ address, isOwn }) => [address, isOwn]),
        [
          ["172.16.0.4", true],
          ["172.16.0.5", false],
        ],
      );
      const known = names.current();
      assert.equal(names.current(), known);
      server.store.put("pods", pod({ name: "later", ip: "10.0.1.9" }));
      await until("a pod that was made", () => claimTexts(names.current()).includes("10.0.1.9 Pod shop/later"));
      assert.notEqual(names.current(), known);
      server.store.remove("pods", "shop/later");
      await until("the end of a pod", () =>
        names.current().claims.some(({ address, untilMs }) => address === "10.0.1.9" && untilMs !== undefined),
      );
    });

    test("an authority that did not sign for the server is a remark, and no request is made", async (t) => {
      const { server, names } = await open(t, kind, first, { believed: { token: "t1", authority: second } });
      assert.equal(server.requests.length, 0);
      assert.deepEqual(names.current().claims, []);
      assert.match(names.remarks().join("\n"), /certificate is not trusted/);
      assert.equal(names.remarks().length, 1);
    });

    test("credentials that were replaced are read again, without a gap in the names", async (t) => {
      const { server, names, prepared } = await open(t, kind, first);
      prepared.replace({ token: "t2", authority: first });
      server.tokens = new Set(["t2"]);
      server.dropConnections();
      server.store.put("pods", pod({ name: "later", ip: "10.0.1.9" }));
      await until("a pod that was made after it", () => claimTexts(names.current()).includes("10.0.1.9 Pod shop/later"));
      assert.deepEqual(names.remarks(), []);
    });

    test("an authority that was replaced is read again", async (t) => {
      const { server, names, prepared } = await open(t, kind, first);
      await server.restartWith(second);
      await until("the remark", () => names.remarks().length > 0);
      prepared.replace({ token: "t1", authority: second });
      server.store.put("pods", pod({ name: "later", ip: "10.0.1.9" }));
      await until("a pod that was made after it", () => claimTexts(names.current()).includes("10.0.1.9 Pod shop/later"));
      await until("no remark any more", () => names.remarks().length === 0);
    });

    if (kind.knownBy === "token")
      test("a token that the server does not know is a remark that shows no token", async (t) => {
        const { names } = await open(t, kind, first, { believed: { token: "secret-of-nobody", authority: first } });
        assert.match(names.remarks().join("\n"), /does not accept the credentials \(401\)/);
        assert.doesNotMatch(names.remarks().join("\n"), /secret/);
        assert.deepEqual(names.current().claims, []);
      });
  });

interface Opened {
  readonly server: ScriptedApiServer;
  readonly names: NameSource;
  readonly prepared: PreparedAccess;
}

async function open(
  t: { after: typeof after },
  kind: AccessKind,
  authority: Authority,
  { believed = { token: "t1", authority } }: { readonly believed?: Credentials } = {},
): Promise<Opened> {
  const server = new ScriptedApiServer({ authority });
  server.tokens = new Set(["t1"]);
  fillExampleCluster(server.store);
  await server.start();
  t.after(() => server.stop());
  const prepared = await kind.prepare(server, believed);
  const names = await openClusterNames({ access: prepared.access, ownNode: "node-a", pace: new TestPace() });
  t.after(() => names.close());
  return { server, names, prepared };
}

function claimTexts({ claims }: AddressOwners): readonly string[] {
  return claims.map(({ address, owner }) => `${address} ${workloadText(owner)}`).sort();
}
