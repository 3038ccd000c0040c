import assert from "node:assert/strict";
import { test } from "node:test";
import { infrastructureText, isInfrastructure, type Owner } from "./owner.ts";

const cases: readonly (readonly [owner: Owner, expected: boolean])[] = [
  [{ kind: "infrastructure", name: "VXLAN tunnel" }, true],
  [{ kind: "pod", name: "coredns", namespace: "kube-system" }, true],
  [{ kind: "service", name: "calico-typha", namespace: "calico-system" }, true],
  [{ kind: "pod", name: "kube-system", namespace: "shop" }, false],
  [{ kind: "node", name: "worker-1" }, false],
];

for (const [owner, expected] of cases)
  test(`the ${owner.kind} ${owner.name} of ${owner.namespace ?? "no namespace"} is ${expected ? "infrastructure" : "none of the cluster's own"}`, () =>
    assert.equal(isInfrastructure(owner), expected));

test("a name that says that it is infrastructure does not say it twice", () => {
  assert.equal(infrastructureText("infrastructure kubelet probes"), "infrastructure kubelet probes");
  assert.equal(infrastructureText("DaemonSet kube-system/cilium"), "DaemonSet kube-system/cilium (infrastructure)");
});
