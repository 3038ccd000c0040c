import assert from "node:assert/strict";
import { test } from "node:test";
import { culpritWords } from "./culprit-words.ts";

for (const [culprit, words] of [
  [{ name: "10.0.0.5" }, "10.0.0.5"],
  [
    { name: "Deployment shop/checkout", pod: "shop/checkout-x", address: "10.0.0.5" },
    "Deployment shop/checkout (pod shop/checkout-x at 10.0.0.5)",
  ],
  [
    { name: "DaemonSet kube-system/dns", pod: "kube-system/dns-x", address: "10.0.0.5", pods: 3, isInfrastructure: true },
    "DaemonSet kube-system/dns (infrastructure) (3 pods, foremost kube-system/dns-x at 10.0.0.5)",
  ],
] as const)
  test(`a culprit is told as ${words}`, () => assert.equal(culpritWords(culprit), words));
