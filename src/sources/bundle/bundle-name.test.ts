import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterOfSgfpName, isAboutPod, layoutOf, nodeOfSgfpPath } from "./bundle-layout.ts";
import { factsOfBundleName } from "./bundle-name.ts";
import { safeMemberPath } from "./member-path.ts";

const names: readonly (readonly [name: string, iso: string | undefined, isZoneUnsaid: boolean])[] = [
  ["eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8.tar.gz", "2026-01-15T12:03:00.000Z", false],
  ["sgfp_bundle_prod_web-20250101_20260115_120344", "2026-01-15T12:03:44.000Z", true],
  ["ullage-node-a-20260115T120344Z.tar.gz", "2026-01-15T12:03:44.000Z", false],
  ["node-2026-01-15T12:03:44Z.txt", "2026-01-15T12:03:44.000Z", false],
  ["table_20260230_120000.txt", undefined, false],
  ["table_20260115_250000.txt", undefined, false],
  ["i-20260115120344.tar", undefined, false],
  ["conntrack.txt", undefined, false],
];

for (const [name, iso, isZoneUnsaid] of names) {
  test(`the time in ${name} is ${iso ?? "none"}`, () => {
    const facts = factsOfBundleName(name);
    assert.equal(facts.collectedAtMs === undefined ? undefined : new Date(facts.collectedAtMs).toISOString(), iso);
    assert.equal(facts.isZoneUnsaid === true, isZoneUnsaid);
  });
}

test("whose bundle it is shows in its paths", () => {
  assert.equal(layoutOf("x", ["networking/conntrack.txt"], false), "eks-log-collector");
  assert.equal(layoutOf("x", ["deep/sysctls/sysctl_all.txt"], false), "eks-log-collector");
  assert.equal(layoutOf("x", ["a/node_n/node_conntrack_mtu.txt"], false), "sgfp");
  assert.equal(layoutOf("sgfp_bundle_a_b_20260115_120344.zip", ["x"], false), "sgfp");
  assert.equal(layoutOf("x", ["networking/conntrack.txt"], true), "ullage");
  assert.equal(layoutOf("x", ["conntrack.txt"], false), "loose");
});

test("the cluster of a toolkit's bundle shows once its pod is known", () => {
  const name = "sgfp_bundle_arn_aws_prod_web_1_20260115_120344";
  assert.equal(clusterOfSgfpName(name, ["pod_web_1/pod_ip.txt"]), "arn_aws_prod");
  assert.equal(clusterOfSgfpName(name, ["node_n/x.txt"]), undefined);
  assert.equal(nodeOfSgfpPath("a/node_ip-10-0-1-2.ec2.internal/cni_logs/ipamd.log"), "ip-10-0-1-2.ec2.internal");
  assert.equal(nodeOfSgfpPath("networking/node_x.txt"), undefined);
});

test("what is about a pod is not about the node", () => {
  assert.ok(isAboutPod("pod_conntrack_connections.txt"));
  assert.ok(isAboutPod("a/pod_web/anything.txt"));
  assert.ok(!isAboutPod("node_n/node_pod_ips.txt"));
});

test("paths inside stay as they are", () => {
  assert.equal(safeMemberPath("./a/b.txt"), "a/b.txt");
  assert.equal(safeMemberPath("a\\b.txt"), "a/b.txt");
  assert.equal(safeMemberPath("a/..b/c..txt"), "a/..b/c..txt");
  assert.equal(safeMemberPath("./"), undefined);
});
