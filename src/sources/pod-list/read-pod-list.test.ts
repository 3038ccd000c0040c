import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { workloadText } from "../../model/owner.ts";
import { InputError } from "../../platform/input-error.ts";
import { readPodList } from "./read-pod-list.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-pods-"));
after(() => rmSync(directory, { recursive: true }));

function saved(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const pod = (name: string, address: string, more: object = {}) => ({
  ...{ apiVersion: "v1", kind: "Pod" },
  metadata: {
    ...{ name, namespace: "shop", uid: name, creationTimestamp: "2026-01-15T12:00:00Z" },
    ownerReferences: [{ kind: "ReplicaSet", name: "web-7d9f6b8c5", controller: true }],
  },
  spec: { nodeName: "worker-1", containers: [{ name: "c" }], ...more },
  status: { phase: "Running", podIP: address, podIPs: [{ ip: address }], startTime: "2026-01-15T12:00:01Z" },
});
const service = {
  ...{ apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "shop" } },
  spec: { clusterIP: "10.96.0.9", ports: [{ port: 80, protocol: "TCP", nodePort: 30080 }] },
};
const list = { apiVersion: "v1", items: [pod("one", "10.0.0.1"), pod("two", "10.0.0.2"), service], kind: "List", metadata: {} };
const wide = `NAMESPACE   NAME                  READY   STATUS    RESTARTS     AGE   IP         NODE       NOMINATED NODE   READINESS GATES
shop        web-7d9f6b8c5-x2x4q   1/1     Running   3 (2h ago)   3d    10.0.0.1   worker-1   <none>           <none>
`;
const json = JSON.stringify(list, null, 4);

const forms: readonly (readonly [what: string, content: () => string | Uint8Array, claims: readonly string[]])[] = [
  ["kubectl get -o json", () => json, ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web"]],
  ["the same compressed", () => gzipSync(json), ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web"]],
  [
    "the same from Windows",
    () => `\ufeff${json.replaceAll("\n", "\r\n")}`,
    ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web"],
  ],
  [
    "two lists behind each other",
    () => `${json}\n${JSON.stringify(pod("three", "10.0.0.3"))}`,
    ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web", "10.0.0.3 Deployment shop/web"],
  ],
  ["one pod", () => JSON.stringify(pod("one", "10.0.0.1")), ["10.0.0.1 Deployment shop/web"]],
  ["items that jq has taken out", () => JSON.stringify(list.items), ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web"]],
  ["kubectl get -o yaml", () => stringify(list, { indentSeq: false }), ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web"]],
  ["YAML with indented items", () => stringify(list), ["10.0.0.1 Deployment shop/web", "10.0.0.2 Deployment shop/web"]],
  ["YAML documents", () => `${stringify(pod("one", "10.0.0.1"))}---\n${stringify(service)}`, ["10.0.0.1 Deployment shop/web"]],
  ["kubectl get -o wide", () => wide, ["10.0.0.1 Deployment shop/web"]],
  [
    "the sgfp toolkit's map",
    () => "10.0.0.1 shop/db-0 Running\nfd00::1 shop/db-0 Running\n",
    ["10.0.0.1 pod shop/db-0", "fd00::1 pod shop/db-0"],
  ],
];

for (const [what, content, claims] of forms)
  test(`names are read from ${what}`, async () => {
    const { owners, remarks } = await readPodList(saved("list", content()));
    assert.deepEqual(
      owners.claims.map(({ address, owner }) => `${address} ${workloadText(owner)}`),
      claims,
    );
    assert.deepEqual(remarks, []);
  });

test("services and nodes of the list come along, and the own node is known by its name", async () => {
  const node = { kind: "Node", metadata: { name: "worker-1" }, status: { addresses: [{ type: "InternalIP", address: "192.168.0.1" }] } };
  const path = saved(
    "all",
    JSON.stringify({ ...list, items: [...list.items, node, { kind: "Secret", metadata: { name: "s", namespace: "x" } }] }),
  );
  const { owners, remarks } = await readPodList(path, { ownNode: "worker-1" });
  assert.deepEqual(owners.nodes, [{ address: "192.168.0.1", name: "worker-1", isOwn: true }]);
  assert.deepEqual(
    owners.services.map(({ address, port }) => [address, port]),
    [["10.96.0.9", 80]],
  );
  assert.deepEqual(
    owners.nodePorts.map(({ port }) => port),
    [30_080],
  );
  assert.deepEqual(owners.from, ["kubectl get (all)"]);
  assert.equal(remarks.length, 1);
  assert.ok(remarks[0]?.includes("1 × Secret"));
});

test("a table without namespaces says so", async () => {
  const { owners, remarks } = await readPodList(saved("narrow", wide.replaceAll(/^(?:NAMESPACE|shop) +/gm, "")));
  assert.equal(owners.claims[0]?.owner.namespace, "?");
  assert.equal(remarks.length, 1);
});

test("a name keeps whatever characters it was given: it is made harmless where it is shown", async () => {
  const name = "web\u001b[2J\u001b]0;owned\u0007\nline";
  const { owners } = await readPodList(saved("hostile", JSON.stringify({ items: [pod(name, "10.0.0.1")] })));
  assert.equal(owners.claims[0]?.owner.name, name);
});

test("a compressed list with something behind it is whole, and that is said", async () => {
  const { owners, remarks } = await readPodList(saved("followed.gz", Buffer.concat([gzipSync(json), Buffer.from("lost connection")])));
  assert.deepEqual(owners.claims, (await readPodList(saved("plain.json", json))).owners.claims);
  assert.match(remarks.join(), /no gzip/);
});

const bad: readonly (readonly [what: string, content: string | Uint8Array, code: string, says: RegExp])[] = [
  ["an empty file", "", "pod-list-unrecognised", /is empty/],
  ["white space", " \n\n", "pod-list-unrecognised", /is empty/],
  ["a login page", "<!DOCTYPE html><html><body>Log in</body></html>", "pod-list-unrecognised", /HTML/],
  ["JSON that is cut short", json.slice(0, json.length - 40), "pod-list-damaged", /cut short/],
  ["JSON that is cut short within a pod", json.slice(0, 300), "pod-list-damaged", /cut short/],
  ["YAML that is cut short", stringify(list, { indentSeq: false }).split("kind: List")[0] ?? "", "pod-list-damaged", /cut short/],
  ["what is no YAML", "apiVersion: v1\nitems:\n- a: [\n- b: 1\nkind: List", "pod-list-damaged", /no YAML/],
  ["gzip that is cut short", gzipSync(json).subarray(0, 60), "pod-list-damaged", /compressed/],
  [
    "a list of other things",
    JSON.stringify({ items: [{ kind: "ConfigMap", metadata: { name: "c", namespace: "x" } }] }),
    "pod-list-unrecognised",
    /1 × ConfigMap/,
  ],
  ["an empty list", JSON.stringify({ items: [], kind: "List" }), "pod-list-unrecognised", /lists no pod/],
  [
    "the sgfp toolkit's own failure",
    JSON.stringify({ metadata: { error: "jq query failed" }, pods: [] }),
    "pod-list-unrecognised",
    /jq query failed/,
  ],
  [
    "what kubectl says without a cluster",
    "The connection to the server localhost:8080 was refused - did you specify the right host or port?\n",
    "pod-list-unrecognised",
    /kubectl/,
  ],
  [
    "kubectl get pods without addresses",
    "NAME   READY   STATUS    RESTARTS   AGE\nweb    1/1     Running   0          3d\n",
    "pod-list-unrecognised",
    /-o wide/,
  ],
  [
    "a table of connections",
    "tcp 6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2\n",
    "pod-list-unrecognised",
    /no list of pods/,
  ],
  ["bytes", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1), "pod-list-unrecognised", /no text/],
  ["text behind the list", `${json}\nreal 0m3.1s`, "pod-list-damaged", /outside of all brackets/],
];

for (const [what, content, code, says] of bad)
  test(`${what} is refused with what it seems to be`, async () => {
    const path = saved("bad", content);
    await assert.rejects(readPodList(path), (error: unknown) => {
      assert.ok(error instanceof InputError, String(error));
      assert.equal(error.code, code);
      assert.equal(error.path, path);
      assert.match(error.message, says);
      return true;
    });
  });

test("a file that does not exist is said to be missing", async () => {
  await assert.rejects(readPodList(join(directory, "nowhere")), { code: "file-missing" });
});

test("names are read from a bundle, and from a snapshot by itself", async () => {
  const folder = fileURLToPath(new URL("../../../fixtures/recordings/full-stale-endpoint-by-name", import.meta.url));
  const [bundle, snapshot] = [await readPodList(folder), await readPodList(join(folder, "snapshot.json"))];
  assert.ok(bundle.owners.claims.length > 0);
  assert.deepEqual(snapshot.owners.claims, bundle.owners.claims);
  for (const source of bundle.owners.from) assert.ok(source.endsWith("(full-stale-endpoint-by-name)"), source);
});

test("a large directory that is no bundle is refused before all of it was read", async () => {
  const folder = join(directory, "large");
  mkdirSync(folder);
  for (let file = 0; file < 2010; file++) writeFileSync(join(folder, `note-${file}.txt`), "nothing of interest\n");
  let files = 0;
  await assert.rejects(
    readPodList(folder, {
      onProgress: (done) => {
        files = done;
      },
    }),
    { code: "pod-list-unrecognised", path: folder },
  );
  assert.equal(files, 2001);
});

test("who interrupts the reading of a bundle waits for none of its files", async () => {
  const path = fileURLToPath(new URL("../../../fixtures/bundles/almost-nothing", import.meta.url));
  await assert.rejects(readPodList(path, { signal: AbortSignal.abort(new Error("interrupted")) }), /^Error: interrupted$/);
});

test("a bundle without names is refused with its reason", async () => {
  const path = fileURLToPath(new URL("../../../fixtures/bundles/almost-nothing", import.meta.url));
  await assert.rejects(readPodList(path), { code: "pod-list-unrecognised" });
});
