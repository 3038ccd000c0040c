import assert from "node:assert/strict";
import { test } from "node:test";
import type { Owner } from "./owner.ts";
import { nameThatIsMeant, parseOwnerName, workloadThatIsMeant } from "./owner-name.ts";

const pod: Owner = {
  kind: "pod",
  namespace: "shop",
  name: "checkout-7d9f6-x2x4q",
  workload: { kind: "Deployment", namespace: "shop", name: "checkout" },
};
const service: Owner = { kind: "service", namespace: "shop", name: "checkout" };
const node: Owner = { kind: "node", name: "node-a" };
const unit: Owner = { kind: "unit", name: "kubelet.service" };

for (const [text, names, workloads] of [
  ["checkout", ["Deployment shop/checkout", "service shop/checkout"], ["Deployment shop/checkout"]],
  ["shop/checkout", ["Deployment shop/checkout", "service shop/checkout"], ["Deployment shop/checkout"]],
  ["SHOP/Checkout", ["Deployment shop/checkout", "service shop/checkout"], ["Deployment shop/checkout"]],
  ["Deployment shop/checkout", ["Deployment shop/checkout"], ["Deployment shop/checkout"]],
  ["deploy/shop/checkout", ["Deployment shop/checkout"], ["Deployment shop/checkout"]],
  ["deployment checkout", ["Deployment shop/checkout"], ["Deployment shop/checkout"]],
  ["svc/shop/checkout", ["service shop/checkout"], []],
  ["StatefulSet shop/checkout", [], []],
  ["other/checkout", [], []],
  ["check", [], []],
  ["shop/checkout-7d9f6-x2x4q", ["pod shop/checkout-7d9f6-x2x4q"], []],
  ["node-a", ["node node-a"], ["node node-a"]],
  ["no node-a", ["node node-a"], ["node node-a"]],
  ["unit kubelet.service", ["unit kubelet.service"], ["unit kubelet.service"]],
  ["", [], []],
] as const) {
  test(`"${text}" means ${names.join(" and ") || "nothing"}, of workloads ${workloads.join(" and ") || "nothing"}`, () => {
    const wanted = parseOwnerName(text);
    const all = [pod, service, node, unit];
    assert.deepEqual(
      all.flatMap((owner) => nameThatIsMeant(owner, wanted) ?? []),
      names,
    );
    assert.deepEqual(
      all.flatMap((owner) => workloadThatIsMeant(owner, wanted) ?? []),
      workloads,
    );
  });
}
