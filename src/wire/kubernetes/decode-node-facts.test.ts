import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeNodeFacts } from "./decode-node-facts.ts";

const ready = (status: string) => ({
  conditions: [
    { type: "DiskPressure", status: "False" },
    { type: "Ready", status },
  ],
});

for (const [name, node, expected] of [
  [
    "a node of EKS says its instance, zone, group, type, image and that it is ready",
    {
      metadata: {
        name: "ip-10-0-1-5.eu-west-1.compute.internal",
        labels: {
          "topology.kubernetes.io/zone": "eu-west-1a",
          "node.kubernetes.io/instance-type": "m5.large",
          "eks.amazonaws.com/nodegroup": "workers",
          "eks.amazonaws.com/nodegroup-image": "ami-0abc",
        },
      },
      spec: { providerID: "aws:///eu-west-1a/i-0123456789abcdef0" },
      status: { ...ready("True"), nodeInfo: { osImage: "Amazon Linux 2023" } },
    },
    {
      name: "ip-10-0-1-5.eu-west-1.compute.internal",
      instanceId: "i-0123456789abcdef0",
      zone: "eu-west-1a",
      nodegroup: "workers",
      instanceType: "m5.large",
      image: "ami-0abc",
      isReady: true,
    },
  ],
  [
    "without labels the zone is that of the providerID and the image the operating system; unknown is not ready",
    {
      metadata: { name: "a" },
      spec: { providerID: "aws:///eu-west-1b/i-0abcdef12" },
      status: { ...ready("Unknown"), nodeInfo: { osImage: "Bottlerocket" } },
    },
    { name: "a", instanceId: "i-0abcdef12", zone: "eu-west-1b", image: "Bottlerocket", isReady: false },
  ],
  [
    "another cloud's providerID names no instance of EC2, and what is not said is missing",
    { metadata: { name: "b", labels: { "karpenter.sh/nodepool": "default" } }, spec: { providerID: "gce://p/z/i-0abcdef12" } },
    { name: "b", nodegroup: "default" },
  ],
  ["fields of other types are passed over", { metadata: { name: "c", labels: [] }, spec: { providerID: 7 }, status: "x" }, { name: "c" }],
  ["what has no name is none", { metadata: {} }, undefined],
] as const)
  test(name, () => assert.deepEqual(decodeNodeFacts(node), expected));
