import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { AddressOwners } from "../../model/address-owners.ts";
import { workloadText } from "../../model/owner.ts";
import { makeTar } from "./archive-writers.case.ts";
import type { Bundle } from "./bundle.ts";
import { eksName, fixtures, sgfpName, temporaryPlace } from "./bundle-places.case.ts";
import { readBundle } from "./read-bundle.ts";

const place = temporaryPlace();

function ownersIn({ observation }: Bundle): AddressOwners {
  const reading = observation.now.parts.addressOwners;
  assert.ok(reading?.status === "present", `the names are ${reading?.status}`);
  return reading.value;
}

test("sgfp: pods are named once although two lists have them, and those on the host network stand for the node", async () => {
  const bundle = await readBundle(join(fixtures, sgfpName));
  const owners = ownersIn(bundle);
  assert.deepEqual(
    owners.claims.map(({ address, owner }) => [address, workloadText(owner)]),
    [
      ["10.0.1.17", "ReplicaSet shop/web"],
      ["10.0.1.18", "Job shop/batch"],
      ["10.0.2.40", "Deployment shop/checkout"],
    ],
  );
  assert.deepEqual(owners.nodes, [{ address: "10.0.1.2", name: "ip-10-0-1-2.ec2.internal", isOwn: true }]);
  const used = bundle.files.filter((file) => file.used).map(({ path }) => path);
  assert.ok(used.includes("cluster_pod_snapshot.json"));
  assert.ok(used.some((path) => path.endsWith("node_pod_ip_map.txt")));
});

test("eks-log-collector: pods are named by the addresses that the network plug-in gave them", async () => {
  const { claims, from } = ownersIn(await readBundle(join(fixtures, eksName)));
  assert.deepEqual(
    claims.map(({ address, owner, sinceMs }) => [address, workloadText(owner), sinceMs]),
    [
      ["10.0.1.17", "Deployment shop/checkout", 1_768_474_800_500],
      ["10.0.1.18", "Deployment kube-system/coredns", 1_768_474_800_500],
    ],
  );
  assert.deepEqual(from, ["saved lists (enis.json)"]);
});

test("a list of pods that is damaged gives what it gave before that, and says so", async () => {
  const path = place.put(
    "loose-pods.tar",
    makeTar([
      { name: "node_conntrack_mtu.txt", content: "90000 262144 " },
      {
        name: "pods.json",
        content:
          '{"apiVersion":"v1","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"s"},"status":{"podIP":"10.0.0.1"}},{"kind"',
      },
    ]),
  );
  const reading = (await readBundle(path)).observation.now.parts.addressOwners;
  assert.equal(reading?.status === "present" && reading.value.claims.length, 1);
  assert.equal(reading?.status === "present" && reading.remarks?.length, 1);
});

test("a table of kubectl among loose files names its pods", async () => {
  const path = place.put(
    "loose-wide.tar",
    makeTar([
      { name: "mtu.txt", content: "90000 / 262144\n" },
      {
        name: "pods.txt",
        content:
          "NAMESPACE   NAME   READY   STATUS    RESTARTS     AGE   IP          NODE\nshop        web    1/1     Running   3 (2h ago)   3d    10.0.0.1    n\n",
      },
    ]),
  );
  const { claims } = ownersIn(await readBundle(path));
  assert.deepEqual(
    claims.map(({ address, owner }) => [address, owner.namespace, owner.name]),
    [["10.0.0.1", "shop", "web"]],
  );
});
